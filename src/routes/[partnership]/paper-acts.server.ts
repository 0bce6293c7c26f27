import type { RequestEvent } from '@sveltejs/kit';
import { word } from '../answer.server.ts';
import { fresh } from '../here.server.ts';
import {
	attestPapers,
	countPapers,
	enterPapers,
	givePaper,
	returnPaper,
} from '#server/decisions/commands.ts';
import { idIn, type Managing } from './managing.server.ts';

/** What the pages of papers do, whether the vote is of a meeting or of an election; `act` is how such a page acts. */
export function paperActs<E extends Pick<RequestEvent, 'locals'>, T>(
	act: (event: E, work: (given: Managing) => Promise<unknown>) => Promise<T>,
) {
	const ofSeat = (work: typeof givePaper) => (event: E) =>
		act(event, ({ app, actor, form }) =>
			work(app, actor, { pollId: idIn(form, 'pollId'), seatId: idIn(form, 'seatId') }),
		);
	/** An act that is a teller's own, by somebody who signed in lately. */
	const counting = (work: (given: Managing, pollId: string) => Promise<unknown>) => (event: E) =>
		act(event, (given) => {
			fresh(event.locals);
			return work(given, idIn(given.form, 'pollId'));
		});
	return {
		give: ofSeat(givePaper),
		back: ofSeat(returnPaper),
		count: counting(({ app, actor, form }, pollId) =>
			countPapers(app, actor, { pollId, typed: (name) => form.get(name) }),
		),
		enter: counting(({ app, actor, form }, pollId) =>
			enterPapers(app, actor, {
				pollId,
				typed: (name) => form.get(name),
				tellerId: idIn(form, 'tellerId'),
				secondTellerId: idIn(form, 'secondTellerId'),
			}),
		),
		attest: counting(({ app, actor, form }, pollId) => {
			const tellerId = idIn(form, 'tellerId');
			return attestPapers(app, actor, {
				pollId,
				tellerId,
				how: word(form, 'how'),
				pin: form.get(`pin-${tellerId}`),
				seen: word(form, 'seen'),
			});
		}),
	};
}
