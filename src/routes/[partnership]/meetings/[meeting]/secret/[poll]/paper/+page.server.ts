import { error } from '@sveltejs/kit';
import { isRefusal } from '#domain/kernel/refusal.ts';
import { countPapers, givePaper, returnPaper } from '#server/decisions/commands.ts';
import { papersPage } from '#server/decisions/papers.ts';
import { acting, fresh, here } from '../../../../../../here.server.ts';
import { actAtMeeting, idFrom, meetingBase } from '../../../following.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const load: PageServerLoad = async (event) => {
	if (!event.locals.account) error(401);
	const where = await here(event);
	if (!uuid.test(event.params.poll)) error(404);
	try {
		const papers = await papersPage(event.locals.app, acting(where), event.params.poll);
		if (papers) return { papers, base: meetingBase(event) };
	} catch (refusal) {
		if (!isRefusal(refusal)) throw refusal;
	}
	error(404);
};

const ofSeat = (act: typeof givePaper) => (event: RequestEvent) =>
	actAtMeeting(event, ({ actor, form }) =>
		act(event.locals.app, actor, {
			pollId: idFrom(form, 'pollId'),
			seatId: idFrom(form, 'seatId'),
		}),
	);

export const actions: Actions = {
	give: ofSeat(givePaper),
	back: ofSeat(returnPaper),
	count: (event) =>
		actAtMeeting(event, ({ actor, form }) => {
			fresh(event.locals);
			return countPapers(event.locals.app, actor, {
				pollId: idFrom(form, 'pollId'),
				typed: (name) => form.get(name),
			});
		}),
};
