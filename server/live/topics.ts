import type { DomainEvent } from '#domain/kernel/event.ts';
import { topicNames, type TopicName } from '#domain/live/topics.ts';

/** What each event changes on the screens. An event of a meeting that is not listed counts as changing everything. */
const touched: Readonly<Record<string, readonly TopicName[]>> = {
	'meetings.started': ['meeting', 'run'],
	// Whom an interest keeps from the open item does not count in its quorum.
	'meetings.item_opened': ['meeting', 'run', 'attendance', 'queue', 'poll', 'turnout'],
	'meetings.item_closed': ['run', 'attendance', 'queue', 'poll', 'turnout'],
	'meetings.item_deferred': ['run', 'attendance', 'queue', 'poll', 'turnout'],
	'meetings.break_began': ['meeting', 'run'],
	'meetings.break_ended': ['meeting', 'run'],
	'meetings.room_screen_set': ['meeting'],
	'meetings.ended': ['meeting', 'run', 'queue', 'poll', 'turnout'],
	'meetings.attendance_changed': ['attendance', 'queue'],
	'meetings.queue_changed': ['queue'],
	'meetings.interest_declared': ['attendance'],
	'meetings.agenda_published': [
		'meeting',
		'run',
		'motions',
		'queue',
		'poll',
		'questions',
		'turnout',
		'results',
	],
	'decisions.poll_opened': ['poll', 'turnout', 'motions'],
	// The turnout's counter is advanced by its own timer: ballots don't wait for each other on it.
	'decisions.ballot_cast': [],
	'decisions.poll_paused': ['poll'],
	'decisions.poll_planned': ['motions'],
	'decisions.time_asked': ['poll', 'questions'],
	'decisions.time_given': ['poll', 'questions'],
	'decisions.poll_closed': ['poll', 'turnout', 'motions'],
	'decisions.motion_moved': ['motions'],
	'decisions.amendment_changed': ['motions'],
	'decisions.consensus_answered': ['motions'],
	'decisions.consensus_settled': ['motions'],
	'decisions.question_changed': ['questions', 'turnout'],
	'decisions.result_shown': ['poll', 'turnout', 'motions', 'results'],
};

export interface Touched {
	readonly meetingId: string;
	readonly topics: readonly TopicName[];
	/** The turnout changed, and nothing else about it. */
	readonly ballot: boolean;
}

/** The meeting and topics that an event touches; null for one that is not about a meeting. */
export function touchedBy(event: DomainEvent): Touched | null {
	const meetingId = (event as DomainEvent & { meetingId?: unknown }).meetingId;
	if (typeof meetingId !== 'string') return null;
	return {
		meetingId,
		topics: touched[event.type] ?? topicNames,
		ballot: event.type === 'decisions.ballot_cast',
	};
}
