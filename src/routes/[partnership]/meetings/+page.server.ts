import { here } from '../../here.server.ts';
import { meetingList } from '#server/meetings/agenda-views.ts';
import { bodiesToSetUp } from '#server/meetings/set-up.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership, actor } = await here(event);
	const { next, past } = await meetingList(event.locals.app, {
		partnershipId: partnership.id,
		actor,
	});
	const bodies = await bodiesToSetUp(event.locals.app, partnership.id, actor);
	return { next: next.map(line), past: past.map(line), maySetUp: bodies.length > 0 };
};

type Listed = Awaited<ReturnType<typeof meetingList>>['next'][number];

const line = ({ slug, title, bodyName, startsAt, endsAt, status, cancelledAt, venue }: Listed) => ({
	slug,
	title,
	bodyName,
	startsAt,
	endsAt,
	status,
	cancelledAt,
	venue,
});
