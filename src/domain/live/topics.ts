import type { MotionState } from '../decisions/motion.ts';
import type { QuestionResult } from '../decisions/count-question.ts';
import type { Asked, QuestionKind } from '../decisions/question.ts';
import type { DecisionEffect, Mode } from '../decisions/poll.ts';
import type { MotionResult } from '../decisions/result.ts';
import type { Text } from '../kernel/text.ts';
import type { Quorum } from '../meetings/quorum.ts';
import type { DecisionClass, Threshold } from '../partnerships/constitution.ts';

/**
 * What every screen of a meeting is told, by topic. Values are JSON; moments are milliseconds since 1970 by the
 * database's clock, so that every screen counts from the same one.
 */
export interface Topics {
	readonly meeting: MeetingTopic;
	readonly run: RunTopic;
	readonly attendance: AttendanceTopic;
	readonly queue: QueueTopic;
	readonly motions: readonly MotionLine[];
	readonly poll: PollTopic | null;
	readonly questions: QuestionsTopic;
	readonly turnout: TurnoutTopic | null;
	readonly results: readonly ResultLine[];
}

/** What an exempt item's own room tells: its own item, motions, votes and speakers. */
export type ExemptTopics = Omit<Topics, 'meeting' | 'attendance'>;

export type TopicName = keyof Topics;

export const topicNames = [
	'attendance',
	'meeting',
	'motions',
	'poll',
	'questions',
	'queue',
	'results',
	'run',
	'turnout',
] as const satisfies readonly TopicName[];

/** The topics of an exempt item's own room: the others hold nothing of one item. */
export const exemptTopicNames = [
	'motions',
	'poll',
	'questions',
	'queue',
	'results',
	'run',
	'turnout',
] as const satisfies readonly TopicName[];

export interface MeetingTopic {
	readonly title: Text;
	readonly bodyName: Text;
	readonly status: 'draft' | 'published' | 'in_session' | 'ended';
	readonly mode: 'in_person' | 'remote' | 'hybrid';
	readonly venue: Text;
	readonly startsAt: number;
	readonly endsAt: number;
	readonly startedAt: number | null;
	readonly endedAt: number | null;
	/** When it means to go on, while it takes a break. */
	readonly breakUntil: number | null;
	/** Since when it sits without a break; null before the start. */
	readonly satSince: number | null;
	readonly roomShows: 'now' | 'agenda' | 'code' | 'private';
}

export type ItemKind = 'decision' | 'discussion' | 'information' | 'procedural' | 'public';
export type ItemState = 'waiting' | 'open' | 'done' | 'deferred';

/** How an item ran and runs: all that is said of an exempt item outside its compartment. */
export interface ItemTimes {
	readonly id: string;
	readonly number: number;
	readonly state: ItemState;
	/** Minutes planned. */
	readonly minutes: number;
	/** When it was to begin, by the published running times. */
	readonly plannedAt: number;
	readonly openedAt: number | null;
	readonly closedAt: number | null;
	/** Seconds spent before `openedAt`, when an item was opened more than once. */
	readonly spentSeconds: number;
}

export interface ItemStub extends ItemTimes {
	readonly exempt: true;
	readonly told: false;
}

export interface ItemTold extends ItemTimes {
	/** Whether it is Part 2: then only its own room tells this. */
	readonly exempt: boolean;
	readonly told: true;
	readonly kind: ItemKind;
	readonly title: Text;
	readonly summary: Text;
	readonly askedTo: readonly Text[];
	readonly lead: string | null;
}

export type RunItem = ItemStub | ItemTold;

export interface RunTopic {
	/** The id of the item that is open. */
	readonly openId: string | null;
	readonly items: readonly RunItem[];
}

export interface Present {
	readonly personId: string;
	readonly name: string;
	readonly where: Mode;
	readonly arrivedAt: number;
	/** The seat they sit in, if any. */
	readonly seatId: string | null;
	readonly organisation: Text | null;
	/** For whom a deputy sits: the name of the seat's holder. */
	readonly sitsFor: string | null;
	readonly asDeputy: boolean;
}

export interface AttendanceTopic {
	readonly quorum: Quorum;
	/** Of the seats that count, those whose people are in the room and those elsewhere. */
	readonly inRoom: number;
	readonly remote: number;
	/** The words for the ids and codes in `quorum`. */
	readonly sectorNames: Readonly<Record<string, Text>>;
	readonly organisationNames: Readonly<Record<string, Text>>;
	/** Everybody there, by arrival; empty for the public, which is told the counts. */
	readonly present: readonly Present[];
}

export interface SpeakerLine {
	readonly id: string;
	/** Null for the public. */
	readonly personId: string | null;
	readonly name: string;
	readonly where: Mode | null;
	readonly raisedAt: number;
	readonly calledAt: number | null;
	/** Whether they have been heard on this item. */
	readonly heard: boolean;
}

export interface QueueTopic {
	readonly speaking: SpeakerLine | null;
	/** In the order in which they will be called. */
	readonly waiting: readonly SpeakerLine[];
}

export interface MotionLine {
	readonly id: string;
	readonly itemId: string;
	readonly code: string;
	readonly title: Text;
	readonly text: Text;
	readonly decisionClass: DecisionClass;
	readonly effect: DecisionEffect;
	readonly mover: string | null;
	/** "2026-11-18". */
	readonly noticeGivenOn: string | null;
	readonly threshold: Threshold;
	/** What became of it: never before the chair shows the result. */
	readonly state: MotionState;
}

export interface AmendmentLine {
	readonly number: number;
	readonly text: Text;
}

export interface PollTopic {
	readonly id: string;
	readonly itemId: string;
	readonly motionId: string;
	/** The amendment that is voted on, with what the motion would say; null for a vote on the motion. */
	readonly amendment: AmendmentLine | null;
	/** Sealed in an urn: nobody is told who voted how. */
	readonly secret: boolean;
	readonly state: 'open' | 'closed';
	readonly openedAt: number;
	readonly closedAt: number | null;
	readonly shown: boolean;
	/** Somebody asked for more time; never told to the public, nor who. */
	readonly timeAsked: boolean;
	/** Who holds it while it is open: nobody votes then. */
	readonly pausedBy: 'chair' | 'quorum' | null;
	/** Until when the chair has promised to wait. */
	readonly timeGivenUntil: number | null;
}

/** Questions with options: the one that is asked, and the results that were shown. */
export interface QuestionsTopic {
	readonly current: QuestionTopic | null;
	/** In the order in which they were opened; of practice votes the last only. */
	readonly results: readonly QuestionLine[];
}

export interface QuestionTopic {
	readonly id: string;
	readonly itemId: string | null;
	readonly kind: QuestionKind;
	readonly state: 'open' | 'paused' | 'closed';
	readonly pausedBy: 'chair' | 'quorum' | null;
	readonly asked: Asked;
	/** Sealed in an urn: nobody is told who voted how. */
	readonly secret: boolean;
	/** Somebody asked for more time; never told to the public, nor who. */
	readonly timeAsked: boolean;
	/** Until when the chair has promised to wait. */
	readonly timeGivenUntil: number | null;
	readonly openedAt: number;
	readonly closedAt: number | null;
}

export interface QuestionLine {
	readonly questionId: string;
	readonly itemId: string | null;
	readonly kind: QuestionKind;
	readonly asked: Asked;
	readonly shownAt: number;
	readonly result: QuestionResult;
}

/** How many have voted, never how; of the question that is asked, else of the poll. */
export interface TurnoutTopic {
	readonly pollId: string;
	readonly voted: number;
	readonly of: number;
	/** Null for the public. */
	readonly byPlace: {
		readonly room: { readonly voted: number; readonly of: number };
		readonly remote: { readonly voted: number; readonly of: number };
	} | null;
}

export interface ResultLine {
	readonly pollId: string;
	readonly motionId: string;
	readonly itemId: string;
	readonly title: Text;
	/** The number of the amendment that was voted on; null for a vote on the motion. */
	readonly amendment: number | null;
	readonly shownAt: number;
	readonly result: MotionResult;
	/** The words for the sectors in `result`. */
	readonly sectors: readonly { readonly id: string; readonly name: Text }[];
}
