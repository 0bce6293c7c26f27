import type { MotionState } from '../decisions/motion.ts';
import type { QuestionResult } from '../decisions/count-question.ts';
import type { Asked, QuestionKind } from '../decisions/question.ts';
import type { DecisionEffect, Mode } from '../decisions/poll.ts';
import type { MotionResult } from '../decisions/result.ts';
import type { Text } from '../kernel/text.ts';
import type { DecisionClass, QuorumRule, Rules, Threshold } from '../partnerships/constitution.ts';
import type { AmendmentLine, ItemKind, ItemState, MeetingTopic } from './topics.ts';

/** The record of one meeting as the tables hold it: everything, exempt items too. Only `project` may pass it on. */
export interface MeetingRecord {
	readonly meeting: MeetingTopic;
	readonly quorum: QuorumRule;
	readonly remote: Rules['remote'];
	readonly thresholds: Readonly<Record<DecisionClass, Threshold>>;
	/** Voting seats of the body. */
	readonly seats: readonly RecordSeat[];
	/** In their order. */
	readonly sectors: readonly { readonly id: string; readonly name: Text }[];
	readonly items: readonly RecordItem[];
	/** Everybody who has not left, by arrival. */
	readonly present: readonly RecordPresent[];
	/** Hands of the meeting, those who have spoken too, by `raisedAt`. */
	readonly speakers: readonly RecordSpeaker[];
	readonly motions: readonly RecordMotion[];
	/** People whom an interest declared in the open item keeps from deciding it. */
	readonly recused: readonly string[];
	/** By `openedAt`. */
	readonly polls: readonly RecordPoll[];
	/** Questions that were opened, by `openedAt`; void ones are left out. */
	readonly questions: readonly RecordQuestion[];
}

export interface RecordSeat {
	readonly seatId: string;
	/** Null, as its code, for a co-opted member. */
	readonly organisationId: string | null;
	readonly organisationCode: string | null;
	readonly organisationName: Text;
	readonly sectorId: string | null;
	readonly sectorCode: string | null;
	readonly holderName: string | null;
}

export interface RecordItem {
	readonly id: string;
	readonly number: number;
	readonly kind: ItemKind;
	readonly minutes: number;
	readonly title: Text;
	readonly summary: Text;
	readonly askedTo: readonly Text[];
	readonly lead: string | null;
	/** The compartment of an exempt item; its words come from there. */
	readonly compartmentId: string | null;
	readonly state: ItemState;
	readonly openedAt: number | null;
	readonly closedAt: number | null;
	readonly spentSeconds: number;
}

export interface RecordPresent {
	readonly personId: string;
	readonly name: string;
	readonly where: Mode;
	readonly arrivedAt: number;
	readonly seatId: string | null;
	readonly asDeputy: boolean;
	/** What a co-opted member is called, with a vote or without; absent for others. */
	readonly coOpted?: Text;
}

export interface RecordSpeaker {
	readonly id: string;
	readonly personId: string;
	readonly name: string;
	readonly itemId: string | null;
	readonly raisedAt: number;
	readonly calledAt: number | null;
	readonly finishedAt: number | null;
}

export interface RecordMotion {
	readonly id: string;
	readonly itemId: string;
	readonly compartmentId: string | null;
	readonly code: string;
	readonly title: Text;
	readonly text: Text;
	readonly decisionClass: DecisionClass;
	readonly effect: DecisionEffect;
	readonly mover: string | null;
	readonly noticeGivenOn: string | null;
	readonly state: MotionState;
}

export interface RecordPoll {
	readonly id: string;
	readonly itemId: string;
	readonly motionId: string;
	/** Null or absent for a vote on the motion itself. */
	readonly amendment?: AmendmentLine | null;
	readonly compartmentId: string | null;
	readonly state: 'open' | 'closed';
	/** Absent for a recorded vote. */
	readonly secret?: boolean;
	readonly openedAt: number;
	readonly closedAt: number | null;
	readonly shownAt: number | null;
	readonly timeAsked: boolean;
	/** Null or absent while votes are taken. */
	readonly pausedBy?: 'chair' | 'quorum' | null;
	readonly timeGivenUntil: number | null;
	/** The outcome once closed; kept from every screen until `shownAt`. */
	readonly result: MotionResult | null;
	/** The seats that were there at the opening, by place, and how many of them have a ballot. */
	readonly room: { readonly voted: number; readonly of: number };
	readonly remote: { readonly voted: number; readonly of: number };
}

export interface RecordQuestion {
	readonly id: string;
	readonly kind: QuestionKind;
	readonly itemId: string | null;
	readonly compartmentId: string | null;
	readonly state: 'open' | 'paused' | 'closed' | 'shown';
	readonly pausedBy: 'chair' | 'quorum' | null;
	readonly asked: Asked;
	/** Absent for a recorded vote. */
	readonly secret?: boolean;
	/** Absent for nobody and nothing. */
	readonly timeAsked?: boolean;
	readonly timeGivenUntil?: number | null;
	readonly openedAt: number;
	readonly closedAt: number | null;
	readonly shownAt: number | null;
	/** The outcome once closed; kept from every screen until `shownAt`. */
	readonly result: QuestionResult | null;
	readonly room: { readonly voted: number; readonly of: number };
	readonly remote: { readonly voted: number; readonly of: number };
}
