import { error } from '@sveltejs/kit';
import { isRefusal } from '#domain/kernel/refusal.ts';
import {
	attestPapers,
	countPapers,
	enterPapers,
	givePaper,
	returnPaper,
} from '#server/decisions/commands.ts';
import { papersPage } from '#server/decisions/papers.ts';
import { acting, fresh, here } from '../../../../../../here.server.ts';
import { actAtMeeting, field, idFrom, meetingBase } from '../../../following.server.ts';
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

/** The id in a list; empty where nobody was chosen. */
const chosen = (form: FormData, name: string): string =>
	field(form, name) === '' ? '' : idFrom(form, name);

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
	enter: (event) =>
		actAtMeeting(event, ({ actor, form }) => {
			fresh(event.locals);
			return enterPapers(event.locals.app, actor, {
				pollId: idFrom(form, 'pollId'),
				typed: (name) => form.get(name),
				tellerId: chosen(form, 'tellerId'),
				secondTellerId: chosen(form, 'secondTellerId'),
			});
		}),
	attest: (event) =>
		actAtMeeting(event, ({ actor, form }) => {
			fresh(event.locals);
			const tellerId = idFrom(form, 'tellerId');
			return attestPapers(event.locals.app, actor, {
				pollId: idFrom(form, 'pollId'),
				tellerId,
				how: field(form, 'how'),
				pin: form.get(`pin-${tellerId}`),
				seen: field(form, 'seen'),
			});
		}),
	count: (event) =>
		actAtMeeting(event, ({ actor, form }) => {
			fresh(event.locals);
			return countPapers(event.locals.app, actor, {
				pollId: idFrom(form, 'pollId'),
				typed: (name) => form.get(name),
			});
		}),
};
