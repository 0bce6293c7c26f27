import { error } from '@sveltejs/kit';
import { Refusal } from '#domain/kernel/refusal.ts';
import { getLocale } from '#lib/paraglide/runtime.js';
import {
	actOnMotion,
	answerConsensus,
	dropPlan,
	openConsensus,
	openPoll,
	planPoll,
	proposeMotion,
	proposeAmendment,
	settleAmendment,
	settleConsensus,
	takeEarlier,
} from '#server/decisions/commands.ts';
import { openingTime } from '#server/decisions/opening-time.ts';
import type { OpensBy } from '#server/decisions/plan-poll.ts';
import { declareInterest } from '#server/meetings/declarations.ts';
import { motionPage } from '#server/decisions/motion-page-view.ts';
import { sentenceOf } from '../../../../../answer.server.ts';
import { fresh, here } from '../../../../../here.server.ts';
import { actAtMeeting, field, idFrom, meetingBase, type Acting } from '../../following.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership, actor } = await here(event);
	const view = await motionPage(
		event.locals.app,
		{ partnershipId: partnership.id, actor },
		{ meeting: event.params.meeting, code: event.params.motion },
	);
	// A motion of a meeting that has ended is kept, and changed no more.
	if (!view) error(404);
	const { notReopened } = view;
	return {
		view,
		notReopened: notReopened && {
			code: notReopened.code,
			text: sentenceOf(new Refusal(notReopened.code, notReopened.values)),
		},
		base: meetingBase(event),
		key: crypto.randomUUID(),
	};
};

type Event = Parameters<typeof actAtMeeting>[0];
const act =
	(work: (app: Event['locals']['app'], given: Acting & { of: OfMotion }) => Promise<unknown>) =>
	(event: Event) =>
		actAtMeeting(event, (given) =>
			work(event.locals.app, {
				...given,
				of: { meetingId: given.meetingId, motionId: idFrom(given.form, 'motionId') },
			}),
		);
/** How the form says that the vote opens; a time is of the day of the meeting. */
async function opensBy(
	app: Event['locals']['app'],
	{ actor, meetingId, form }: Acting,
): Promise<OpensBy> {
	switch (field(form, 'opens')) {
		case 'hand':
			return { by: 'hand' };
		case 'item':
			return { by: 'item' };
		case 'time': {
			const of = { partnershipId: actor.partnershipId, meetingId };
			return { by: 'time', at: await openingTime(app, of, field(form, 'opensAt')) };
		}
		default:
			throw new Refusal('decisions.choose_opening', {}, 'opens');
	}
}

interface OfMotion {
	meetingId: string;
	motionId: string;
}
const keyOf = (form: FormData) => (field(form, 'key') ? idFrom(form, 'key') : undefined);
const outcomeOf = (form: FormData) => ({
	outcome: field(form, 'outcome'),
	reason: field(form, 'reason'),
});

export const actions: Actions = {
	propose: act((app, { actor, form, of }) =>
		proposeAmendment(
			app,
			actor,
			{
				...of,
				text: field(form, 'text'),
				locale: getLocale(),
				parentId: field(form, 'parentId') ? idFrom(form, 'parentId') : undefined,
			},
			keyOf(form),
		),
	),
	settleAmendment: act((app, { actor, form, of }) =>
		settleAmendment(app, actor, {
			...of,
			amendmentId: idFrom(form, 'amendmentId'),
			outcome: field(form, 'outcome'),
		}),
	),
	takeEarlier: act((app, { actor, form, of }) =>
		takeEarlier(app, actor, { ...of, amendmentId: idFrom(form, 'amendmentId') }),
	),
	proposeMotion: act((app, { actor, form, of }) =>
		proposeMotion(app, actor, {
			...of,
			as: field(form, 'as'),
			personId: field(form, 'personId') ? idFrom(form, 'personId') : undefined,
		}),
	),
	voteOnAmendment: (event) =>
		actAtMeeting(event, ({ actor, meetingId, form }) => {
			fresh(event.locals);
			return openPoll(
				event.locals.app,
				actor,
				{
					meetingId,
					motionId: idFrom(form, 'motionId'),
					amendmentId: idFrom(form, 'amendmentId'),
				},
				keyOf(form),
			);
		}),
	declare: act((app, { actor, form, of }) =>
		declareInterest(app, actor, {
			meetingId: of.meetingId,
			itemId: idFrom(form, 'itemId'),
			motionId: field(form, 'whole') === 'on' ? undefined : of.motionId,
			personId: field(form, 'personId') ? idFrom(form, 'personId') : undefined,
			kind: field(form, 'kind'),
			effect: field(form, 'effect'),
			nature: field(form, 'nature'),
		}),
	),
	plan: act(async (app, { of, ...given }) =>
		planPoll(app, given.actor, { ...of, opens: await opensBy(app, given) }),
	),
	dropPlan: act((app, { actor, of }) => dropPlan(app, actor, of)),
	openConsensus: act((app, { actor, form, of }) => openConsensus(app, actor, of, keyOf(form))),
	answer: act((app, { actor, form, of }) =>
		answerConsensus(app, actor, {
			...of,
			answer: field(form, 'answer'),
			reason: field(form, 'reason'),
		}),
	),
	settleConsensus: act((app, { actor, form, of }) =>
		settleConsensus(app, actor, { ...of, ...outcomeOf(form) }, keyOf(form)),
	),
	act: act((app, { actor, form, of }) =>
		actOnMotion(
			app,
			actor,
			{
				...of,
				act: field(form, 'act'),
				to: field(form, 'to') || undefined,
				reason: field(form, 'reason'),
			},
			keyOf(form),
		),
	),
};
