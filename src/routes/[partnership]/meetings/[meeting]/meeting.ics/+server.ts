import { error } from '@sveltejs/kit';
import { calendarOf } from '#server/publication/calendar.ts';
import { here } from '../../../../here.server.ts';
import { calendarFile, calendarWords } from '../../../calendar.server.ts';
import type { RequestHandler } from './$types';

/** One meeting for the reader's calendar. */
export const GET: RequestHandler = async (event) => {
	const { partnership, actor } = await here(event);
	const { meeting } = event.params;
	const reader = { partnershipId: partnership.id, actor };
	const words = calendarWords(event, partnership);
	const calendar = await calendarOf(event.locals.app, reader, partnership, words, meeting);
	if (calendar === undefined) error(404);
	return calendarFile(calendar, {
		'Content-Disposition': `attachment; filename="${encodeURIComponent(meeting)}.ics"`,
	});
};
