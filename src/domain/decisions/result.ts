import type { Threshold } from '../partnerships/constitution.ts';
import type { Choice } from './ballot.ts';
import type { Hands } from './hands.ts';
import type { PaperSum } from './paper-totals.ts';

/** Where each vote of a group ended up. The five add up to all its votes; none is left out when it is zero. */
export interface Counts {
	readonly for: number;
	readonly against: number;
	readonly abstained: number;
	readonly presentNotVoting: number;
	readonly absent: number;
}

/** The test over all seats: `for` reached `needed`, which is the share of `base` votes in whole votes. */
export interface ThresholdTest {
	readonly share: string;
	readonly atLeast: boolean;
	readonly baseKind: Threshold['base'];
	readonly base: number;
	readonly for: number;
	readonly needed: number;
	readonly met: boolean;
}

export interface SectorLine extends Counts {
	readonly sectorId: string;
	readonly seats: number;
	/** For and against together: abstentions are no votes in a sector's majority. */
	readonly cast: number;
	readonly met: boolean;
}

/** The test inside each sector: more for than against in at least `needed` of them. */
export interface SectorTest {
	readonly required: 'all' | number;
	readonly needed: number;
	readonly reached: number;
	readonly lines: readonly SectorLine[];
	readonly met: boolean;
}

/** Equal votes that one more would decide, and how the rule fixed at opening settled them. */
export interface TieSettled {
	readonly rule: 'falls' | 'casting_vote_of_chair' | 'defer' | 'lot';
	readonly votes: number;
	/** Null while the chair's casting vote is still to be given; the motion falls meanwhile. */
	readonly goes: Exclude<Choice, 'abstain'> | null;
	/** Hexadecimal, for a lot: an even first digit is for. */
	readonly seed: string | null;
}

export type Outcome = 'carried' | 'not_carried';

/** One line of "the count, step by step", in order. */
export type Step =
	| { readonly step: 'roll'; readonly present: number; readonly seats: number }
	| {
			readonly step: 'ballots';
			readonly ballots: number;
			readonly for: number;
			readonly against: number;
			readonly abstained: number;
			readonly presentNotVoting: number;
	  }
	| ({ readonly step: 'hands' } & Hands)
	| ({ readonly step: 'paper' } & PaperSum)
	| { readonly step: 'base'; readonly baseKind: Threshold['base']; readonly base: number }
	| {
			readonly step: 'threshold';
			readonly share: string;
			readonly atLeast: boolean;
			readonly base: number;
			readonly for: number;
			readonly needed: number;
			readonly met: boolean;
	  }
	| ({ readonly step: 'tie' } & TieSettled)
	| {
			readonly step: 'sector';
			readonly sectorId: string;
			readonly for: number;
			readonly cast: number;
			readonly met: boolean;
	  }
	| {
			readonly step: 'sectors';
			readonly reached: number;
			readonly needed: number;
			readonly of: number;
			readonly met: boolean;
	  }
	| { readonly step: 'outcome'; readonly outcome: Outcome };

/** What is stored when a poll closes, and what anyone gets who counts the same ballots again. */
export interface MotionResult {
	readonly method: 'motion';
	/** How many have a vote: seats, organisations, sectors or people, as the rules say. */
	readonly seats: number;
	readonly present: number;
	/** Where votes weigh differently, every figure of votes is in this part of one: 2 is halves. Absent where all weigh 1. */
	readonly per?: number;
	/** A show of hands that is among the counts, as totals; absent where there was none. */
	readonly hands?: Hands;
	/** Papers of a secret vote that are among the counts, as totals; absent where there were none. */
	readonly paper?: PaperSum;
	readonly counts: Counts;
	readonly threshold: ThresholdTest;
	readonly sectors: SectorTest | null;
	readonly tie: TieSettled | null;
	readonly outcome: Outcome;
	readonly steps: readonly Step[];
}

/** Whether the chair has yet to give a casting vote before the result can be shown. */
export function awaitsCastingVote(result: MotionResult): boolean {
	return result.tie?.rule === 'casting_vote_of_chair' && result.tie.goes === null;
}

/** Whether equal votes send the motion back to a later meeting by the rules. */
export function comesBack(result: MotionResult): boolean {
	return result.tie?.rule === 'defer';
}
