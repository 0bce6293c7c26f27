import { Refusal } from '#domain/kernel/refusal.ts';
import type { AttendanceMode } from '#domain/meetings/attendance.ts';
import {
	askForTime,
	askForTimeOnQuestion,
	closePoll,
	giveTime,
	giveTimeOnQuestion,
	openPoll,
	pausePoll,
	recordBallot,
	recordHands,
	resumePoll,
	showResult,
	voidPoll,
} from '#server/decisions/commands.ts';
import { checkIn, recordArrival, recordDeparture } from '#server/meetings/attendance-commands.ts';
import { endBreak, showInRoom, takeBreak } from '#server/meetings/break-commands.ts';
import {
	closeItem,
	deferItem,
	endMeeting,
	openItem,
	startMeeting,
} from '#server/meetings/commands.ts';
import {
	callSpeaker,
	finishSpeaker,
	lowerHand,
	raiseHand,
} from '#server/meetings/queue-commands.ts';
import { fresh } from '../../../here.server.ts';
import { actAtMeeting, field, idFrom, type Acting } from './following.server.ts';

type Event = Parameters<typeof actAtMeeting>[0];

/** One form action for one command. */
const act =
	(work: (app: Event['locals']['app'], given: Acting) => Promise<unknown>) => (event: Event) =>
		actAtMeeting(event, (given) => work(event.locals.app, given));

/** The same for an act that needs its person to have signed in lately. */
const freshAct =
	(work: (app: Event['locals']['app'], given: Acting) => Promise<unknown>) => (event: Event) =>
		actAtMeeting(event, (given) => {
			fresh(event.locals);
			return work(event.locals.app, given);
		});

/** The key that makes a form sent twice one act. */
const keyOf = (form: FormData) => (field(form, 'key') ? idFrom(form, 'key') : undefined);

const modes: readonly AttendanceMode[] = ['in_person', 'remote', 'telephone'];

function modeFrom(form: FormData): AttendanceMode {
	const mode = modes.find((each) => each === field(form, 'mode'));
	if (!mode) throw new Refusal('meetings.unknown_mode', {}, 'mode');
	return mode;
}

/** What anybody at the meeting does for themself. */
export const ownActs = {
	checkIn: act((app, { actor, meetingId, form }) =>
		checkIn(app, actor, {
			meetingId,
			mode: modeFrom(form),
			withoutSeat: field(form, 'withoutSeat') === 'on',
		}),
	),
	leave: act((app, { actor, meetingId }) =>
		recordDeparture(app, actor, { meetingId, personId: actor.personId }),
	),
	raiseHand: act((app, { actor, meetingId }) => raiseHand(app, actor, { meetingId })),
	lowerHand: act((app, { actor, meetingId }) => lowerHand(app, actor, { meetingId })),
	askForTime: act((app, { actor, form }) =>
		field(form, 'questionId') === ''
			? askForTime(app, actor, { pollId: idFrom(form, 'pollId') })
			: askForTimeOnQuestion(app, actor, { questionId: idFrom(form, 'questionId') }),
	),
};

/** What the chair does: the run, the floor, the votes. */
export const chairActs = {
	start: act((app, { actor, meetingId }) => startMeeting(app, actor, { meetingId })),
	openItem: act((app, { actor, meetingId, form }) =>
		openItem(app, actor, {
			meetingId,
			itemId: idFrom(form, 'itemId'),
			seenItemId: field(form, 'seenItemId') ? idFrom(form, 'seenItemId') : null,
		}),
	),
	closeItem: act((app, { actor, meetingId, form }) =>
		closeItem(app, actor, { meetingId, itemId: idFrom(form, 'itemId') }),
	),
	deferItem: act((app, { actor, meetingId, form }) =>
		deferItem(app, actor, {
			meetingId,
			itemId: idFrom(form, 'itemId'),
			reason: field(form, 'deferReason'),
		}),
	),
	takeBreak: act((app, { actor, meetingId, form }) =>
		takeBreak(app, actor, { meetingId, minutes: Number(field(form, 'breakMinutes') || NaN) }),
	),
	endBreak: act((app, { actor, meetingId }) => endBreak(app, actor, { meetingId })),
	showInRoom: act((app, { actor, meetingId, form }) =>
		showInRoom(app, actor, { meetingId, shows: field(form, 'shows') }),
	),
	end: act((app, { actor, meetingId }) => endMeeting(app, actor, { meetingId })),
	call: act((app, { actor, meetingId, form }) =>
		callSpeaker(app, actor, { meetingId, speakerId: idFrom(form, 'speakerId') }),
	),
	thank: act((app, { actor, meetingId, form }) =>
		finishSpeaker(app, actor, {
			meetingId,
			speakerId: field(form, 'speakerId') ? idFrom(form, 'speakerId') : undefined,
		}),
	),
	openPoll: freshAct((app, { actor, meetingId, form }) =>
		openPoll(
			app,
			actor,
			{
				meetingId,
				motionId: idFrom(form, 'motionId'),
				paper: field(form, 'paper') === 'on',
				noticeReason: field(form, 'noticeReason'),
			},
			keyOf(form),
		),
	),
	giveTime: act((app, { actor, form }) =>
		field(form, 'questionId') === ''
			? giveTime(app, actor, { pollId: idFrom(form, 'pollId') })
			: giveTimeOnQuestion(app, actor, { questionId: idFrom(form, 'questionId') }),
	),
	pausePoll: act((app, { actor, form }) =>
		pausePoll(app, actor, { pollId: idFrom(form, 'pollId') }),
	),
	resumePoll: act((app, { actor, form }) =>
		resumePoll(app, actor, { pollId: idFrom(form, 'pollId') }),
	),
	closePoll: act((app, { actor, form }) =>
		closePoll(app, actor, { pollId: idFrom(form, 'pollId') }),
	),
	showResult: act((app, { actor, form }) =>
		showResult(app, actor, {
			pollId: idFrom(form, 'pollId'),
			castingVote: field(form, 'castingVote') || undefined,
			reason: field(form, 'reason'),
		}),
	),
	voidPoll: freshAct((app, { actor, form }) =>
		voidPoll(app, actor, { pollId: idFrom(form, 'pollId'), reason: field(form, 'reason') }),
	),
};

/** What the clerk does for others. */
export const clerkActs = {
	arrived: freshAct((app, { actor, meetingId, form }) =>
		recordArrival(app, actor, {
			meetingId,
			personId: personFrom(form),
			mode: modeFrom(form),
			seat: field(form, 'takeOver') === 'on' ? 'take_over' : 'own',
		}),
	),
	left: freshAct((app, { actor, meetingId, form }) =>
		recordDeparture(app, actor, { meetingId, personId: personFrom(form) }),
	),
	handFor: act((app, { actor, meetingId, form }) =>
		raiseHand(app, actor, { meetingId, personId: personFrom(form) }),
	),
	lowerHandOf: act((app, { actor, meetingId, form }) =>
		lowerHand(app, actor, { meetingId, personId: personFrom(form) }),
	),
	recordHands: act((app, { actor, form }) =>
		recordHands(app, actor, {
			pollId: idFrom(form, 'pollId'),
			hands: {
				for: form.get('hands-for'),
				against: form.get('hands-against'),
				abstained: form.get('hands-abstained'),
			},
		}),
	),
	recordBallot: act((app, { actor, form }) =>
		recordBallot(app, actor, {
			pollId: idFrom(form, 'pollId'),
			seatId: idFrom(form, 'seatId'),
			choice: field(form, 'choice'),
			channel: field(form, 'channel'),
		}),
	),
};

function personFrom(form: FormData): string {
	if (!field(form, 'personId')) throw new Refusal('live.choose_person', {}, 'personId');
	return idFrom(form, 'personId');
}
