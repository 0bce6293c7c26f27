import { timetableStart } from './clock.ts';
import { attendanceTopic } from './attendance.ts';
import { queueTopic } from './queue.ts';
import type {
	MeetingRecord,
	RecordItem,
	RecordMotion,
	RecordPoll,
	RecordQuestion,
	RecordSpeaker,
} from './record.ts';
import type {
	ExemptTopics,
	ItemTimes,
	MotionLine,
	PollTopic,
	QuestionLine,
	QuestionsTopic,
	ResultLine,
	RunItem,
	Topics,
	TurnoutTopic,
} from './topics.ts';

/** Who is told: those who may follow the meeting, the public, or those of one exempt item's compartment. */
export type Audience = 'members' | 'gallery' | { readonly compartment: string };

/**
 * What each screen of this audience is told, by topic. Members and gallery get of an exempt item its number and times
 * only; a compartment gets its own item, motions, votes and speakers and no others, and neither meeting nor attendance.
 * How a vote is going is told to nobody; a result only once the chair has shown it.
 */
export function project(record: MeetingRecord, audience: 'members' | 'gallery'): Topics;
export function project(record: MeetingRecord, audience: Audience): Topics | ExemptTopics;
export function project(record: MeetingRecord, audience: Audience): Topics | ExemptTopics {
	const told = toldTo(record, audience);
	const inRoom = {
		run: {
			openId: told.items.find((item) => item.state === 'open')?.id ?? null,
			items: told.items,
		},
		queue: queueTopic(told.speakers, record, audience),
		motions: told.motions.map((motion) => motionLine(motion, record)),
		poll: pollTopic(currentPoll(told.polls, record), audience),
		questions: questionsTopic(told.questions, audience),
		turnout: turnoutTopic(
			currentQuestion(told.questions) ?? currentPoll(told.polls, record),
			audience,
		),
		results: told.polls.flatMap((poll) => resultLine(poll, record)),
	};
	if (typeof audience === 'object') return inRoom;
	return {
		meeting: record.meeting,
		attendance: attendanceTopic(record, audience),
		...inRoom,
	};
}

/** The part of the record an audience may be told of: the one place where exempt business is kept back. */
function toldTo(
	record: MeetingRecord,
	audience: Audience,
): {
	items: RunItem[];
	motions: RecordMotion[];
	polls: RecordPoll[];
	questions: RecordQuestion[];
	speakers: RecordSpeaker[];
} {
	const own = typeof audience === 'object' ? audience.compartment : null;
	const ofItem = new Map(record.items.map((item) => [item.id, item.compartmentId]));
	// Exempt when it says so itself or its item does.
	const isTold = (thing: { itemId: string | null; compartmentId?: string | null }) =>
		(thing.compartmentId ?? ofItem.get(thing.itemId ?? '') ?? null) === own;
	const items: RunItem[] = [];
	let plannedAt = timetableStart(record.meeting);
	for (const item of record.items) {
		const times = itemTimes(item, plannedAt);
		plannedAt += item.minutes * 60_000;
		if (item.compartmentId === own)
			items.push({
				...times,
				exempt: own !== null,
				told: true,
				kind: item.kind,
				title: item.title,
				summary: item.summary,
				askedTo: item.askedTo,
				lead: item.lead,
			});
		else if (own === null) items.push({ ...times, exempt: true, told: false });
	}
	return {
		items,
		motions: record.motions.filter(isTold),
		polls: record.polls.filter(isTold),
		questions: record.questions.filter(isTold),
		speakers: record.speakers.filter(isTold),
	};
}

function itemTimes(item: RecordItem, plannedAt: number): ItemTimes {
	return {
		id: item.id,
		number: item.number,
		state: item.state,
		minutes: item.minutes,
		plannedAt,
		openedAt: item.openedAt,
		closedAt: item.closedAt,
		spentSeconds: item.spentSeconds,
	};
}

function motionLine(motion: RecordMotion, record: MeetingRecord): MotionLine {
	const shown = record.polls.some(
		(poll) => poll.motionId === motion.id && !poll.amendment && poll.shownAt !== null,
	);
	const decided = motion.state === 'carried' || motion.state === 'not_carried';
	return {
		id: motion.id,
		itemId: motion.itemId,
		code: motion.code,
		title: motion.title,
		text: motion.text,
		decisionClass: motion.decisionClass,
		effect: motion.effect,
		mover: motion.mover,
		noticeGivenOn: motion.noticeGivenOn,
		threshold: record.thresholds[motion.decisionClass],
		state: decided && !shown ? 'polled' : motion.state,
	};
}

/** The poll that screens speak of: the open one, else the last one on the open item, else none. */
function currentPoll(polls: readonly RecordPoll[], record: MeetingRecord): RecordPoll | null {
	const open = polls.find((poll) => poll.state === 'open');
	if (open) return open;
	const item = record.items.find((each) => each.state === 'open');
	return polls.findLast((poll) => poll.itemId === item?.id) ?? null;
}

function pollTopic(poll: RecordPoll | null, audience: Audience): PollTopic | null {
	return (
		poll && {
			id: poll.id,
			itemId: poll.itemId,
			motionId: poll.motionId,
			amendment: poll.amendment ?? null,
			secret: poll.secret === true,
			state: poll.state,
			openedAt: poll.openedAt,
			closedAt: poll.closedAt,
			shown: poll.shownAt !== null,
			pausedBy: poll.state === 'open' ? (poll.pausedBy ?? null) : null,
			timeAsked: poll.timeAsked && audience !== 'gallery',
			timeGivenUntil: poll.timeGivenUntil,
		}
	);
}

/** The question that is asked, or closed and not shown yet. */
function currentQuestion(questions: readonly RecordQuestion[]): RecordQuestion | null {
	return questions.findLast(({ state }) => state !== 'shown') ?? null;
}

function questionsTopic(questions: readonly RecordQuestion[], audience: Audience): QuestionsTopic {
	const asked = currentQuestion(questions);
	const practised = questions.findLast(({ kind }) => kind === 'practice');
	return {
		current:
			asked && asked.state !== 'shown'
				? {
						id: asked.id,
						itemId: asked.itemId,
						kind: asked.kind,
						state: asked.state,
						pausedBy: asked.pausedBy,
						timeAsked: asked.timeAsked === true && audience !== 'gallery',
						timeGivenUntil: asked.timeGivenUntil ?? null,
						asked: asked.asked,
						secret: asked.secret === true,
						openedAt: asked.openedAt,
						closedAt: asked.closedAt,
					}
				: null,
		results: questions.flatMap((question): QuestionLine[] =>
			question.shownAt === null ||
			question.result === null ||
			(question.kind === 'practice' && question !== practised)
				? []
				: [
						{
							questionId: question.id,
							itemId: question.itemId,
							kind: question.kind,
							asked: question.asked,
							shownAt: question.shownAt,
							result: question.result,
						},
					],
		),
	};
}

function turnoutTopic(
	poll: Pick<RecordPoll, 'id' | 'room' | 'remote'> | null,
	audience: Audience,
): TurnoutTopic | null {
	return (
		poll && {
			pollId: poll.id,
			voted: poll.room.voted + poll.remote.voted,
			of: poll.room.of + poll.remote.of,
			byPlace: audience === 'gallery' ? null : { room: poll.room, remote: poll.remote },
		}
	);
}

function resultLine(poll: RecordPoll, record: MeetingRecord): ResultLine[] {
	const motion = record.motions.find((each) => each.id === poll.motionId);
	if (poll.shownAt === null || poll.result === null || !motion) return [];
	return [
		{
			pollId: poll.id,
			motionId: poll.motionId,
			itemId: poll.itemId,
			title: motion.title,
			amendment: poll.amendment?.number ?? null,
			shownAt: poll.shownAt,
			result: poll.result,
			sectors: record.sectors,
		},
	];
}
