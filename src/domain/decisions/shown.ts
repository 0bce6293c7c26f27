import type { RefusalValues } from '../kernel/refusal.ts';
import type { Text } from '../kernel/text.ts';
import type { DecisionClass, Rules, Threshold } from '../partnerships/constitution.ts';
import type { Channel, Choice } from './ballot.ts';
import type { PaperRecord } from './paper-totals.ts';
import type { MotionState } from './motion.ts';
import type { DecisionEffect, Manifest, Mode, PausedBy, PollState } from './poll.ts';
import type { MotionResult } from './result.ts';

// What pages and live topics are given. None of it but ResultView says how anybody's own device voted.

/** How many of the roll have voted, and where they sit; never how. */
export interface Turnout {
	readonly voted: number;
	readonly of: number;
	readonly room: { readonly voted: number; readonly of: number };
	readonly remote: { readonly voted: number; readonly of: number };
}

/** A motion as its item shows it. */
export interface MotionBrief {
	readonly motionId: string;
	readonly itemId: string;
	readonly code: string;
	readonly title: Text;
	readonly text: Text;
	readonly decisionClass: DecisionClass;
	readonly effect: DecisionEffect;
	readonly mover: string | null;
	/** ISO date. */
	readonly noticeGivenOn: string | null;
	/** What a vote on it would need, by the rules in force; null when the body has none. */
	readonly rule: { readonly threshold: Threshold; readonly tie: Rules['tie'] } | null;
	/** `closed`: voted on, and the result not shown yet. */
	readonly state: Exclude<MotionState, 'polled'> | 'open' | 'closed';
	/** The poll on it, once there is one. */
	readonly pollId: string | null;
	readonly compartmentId: string | null;
}

/** A poll as everybody who may see its item sees it: what is asked, by which rule, and how many have voted. Never how. */
export interface PollBrief {
	readonly pollId: string;
	readonly meetingId: string;
	readonly itemId: string;
	readonly motionId: string;
	readonly compartmentId: string | null;
	readonly state: PollState['state'];
	/** Who holds it while it is open; nobody votes then. */
	readonly pausedBy: PausedBy | null;
	readonly openedAt: Date;
	readonly closedAt: Date | null;
	readonly shownAt: Date | null;
	readonly title: Text;
	/** What is voted on: the motion, or what it would say with the amendment. */
	readonly text: Text;
	/** Whether how each seat votes is published with the result, or nobody is ever to know. */
	readonly ballot: Manifest['ballot'];
	/** Whether papers are given out beside the urn. */
	readonly paper: boolean;
	/** The number of the amendment that is voted on; null for a vote on the motion. */
	readonly amendment: number | null;
	readonly effect: DecisionEffect;
	readonly rule: Manifest['rule'];
	readonly turnout: Turnout;
}

/** The seat a voter votes for. */
export interface OwnSeat {
	readonly seatId: string;
	readonly organisation: Text;
	/** Whose seat it is, when the voter is there as a deputy. */
	readonly forName: string | null;
	/** Whose vote it is, when the voter carries it by proxy. */
	readonly principal: string | null;
}

/** Another seat that the same voter votes for, and how far it is. */
export interface OtherSeat extends OwnSeat {
	readonly voted: boolean;
}

export interface OwnBallot {
	readonly choice: Choice;
	readonly castAt: Date;
	readonly reference: string;
	readonly revision: number;
	readonly channel: Channel;
}

export interface PollForVoter {
	readonly poll: PollBrief;
	readonly seat: OwnSeat | null;
	/** The rest of the seats that they vote for: their own, and those that they carry by proxy. */
	readonly others: readonly OtherSeat[];
	/** Why somebody with a seat has no vote in this poll: a refusal to show as its sentence. */
	readonly why: { readonly code: string; readonly values: RefusalValues } | null;
	readonly ballot: OwnBallot | null;
	/** A secret ballot: what it is sealed to, and whether one of this seat is in the urn; null for a recorded vote. */
	readonly secret: { readonly publicKey: string; readonly voted: boolean } | null;
}

/** A line of the clerk's roll. */
export interface RollLine {
	readonly seatId: string;
	readonly organisation: Text;
	/** Who is there for the seat, else who holds it. */
	readonly name: string | null;
	readonly forName: string | null;
	/** Who casts it, where nobody sits in the seat; `name` is then whose vote it is. */
	readonly byProxy: string | null;
	readonly present: boolean;
	readonly mode: Mode | null;
	readonly voted: boolean;
	readonly channel: Channel | null;
	/** Only what the clerk entered: a vote from somebody's own device is theirs until the result is shown. */
	readonly choice: Choice | null;
}

/** How a seat voted, by name: recorded votes are published with their result. */
export interface SeatVote {
	readonly seatId: string;
	readonly sectorId: string | null;
	readonly organisation: Text;
	readonly name: string | null;
	readonly forName: string | null;
	/** Who casts it, where nobody sits in the seat; `name` is then whose vote it is. */
	readonly byProxy: string | null;
	readonly present: boolean;
	readonly mode: Mode | null;
	readonly choice: Choice | null;
	readonly channel: Channel | null;
}

export interface ResultView {
	readonly poll: PollBrief;
	readonly meeting: { readonly slug: string; readonly title: Text; readonly startsAt: Date };
	readonly item: { readonly number: number; readonly title: Text } | null;
	readonly result: MotionResult;
	readonly sectors: readonly { readonly id: string; readonly name: Text }[];
	readonly votes: readonly SeatVote[];
	readonly manifest: Manifest;
	readonly manifestHash: string;
	/** The opened urn of a secret vote; null for a recorded one. */
	readonly urn: UrnRecord | null;
}

/** What a closed secret poll leaves behind. */
export interface UrnRecord {
	/** Seats that took part, in the order of the roll. */
	readonly tookPart: readonly string[];
	/** The opened ballots, one line each, sorted by their codes. */
	readonly leaves: readonly string[];
	readonly spoiled: number;
	readonly root: string;
	/** Papers beside the urn; absent where none were given out. */
	readonly paper?: PaperRecord;
}
