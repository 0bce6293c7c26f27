import { error } from '@sveltejs/kit';
import { isRefusal } from '#domain/kernel/refusal.ts';
import { papersPage } from '#server/decisions/papers-page.ts';
import { acting, here } from '../../../../../../here.server.ts';
import { paperActs } from '../../../../../paper-acts.server.ts';
import { actAtMeeting, meetingBase } from '../../../following.server.ts';
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

export const actions: Actions = paperActs((event: RequestEvent, work) =>
	actAtMeeting(event, ({ actor, form }) => work({ app: event.locals.app, actor, form })),
);
