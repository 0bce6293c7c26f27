import { calendarOf } from '#server/publication/calendar.ts';
import { here } from '../../here.server.ts';
import { calendarFile, calendarWords } from '../calendar.server.ts';
import type { RequestHandler } from './$types';

/** The public meetings for calendars, which come by themselves and without a session. */
export const GET: RequestHandler = async (event) => {
	const { partnership } = await here(event);
	const reader = { partnershipId: partnership.id, actor: null };
	const words = calendarWords(event, partnership);
	const calendar = await calendarOf(event.locals.app, reader, partnership, words);
	return calendarFile(calendar ?? '', { 'Cache-Control': 'public, max-age=900' });
};
