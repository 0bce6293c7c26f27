import type { Text } from '../kernel/text.ts';

/** A constitution is data: every rule of a partnership stands here and nowhere in code. Field by field after the rules found in use (domain research §1.4). */
export interface Rules {
	readonly quorum: QuorumRule;
	readonly voteBasis: 'seat' | 'organisation' | 'sector' | 'person';
	readonly consensusFirst: boolean;
	readonly thresholds: Readonly<Record<DecisionClass, Threshold>>;
	readonly tie: 'falls' | 'casting_vote_of_chair' | 'defer' | 'lot';
	readonly ballot: 'roll_call' | 'show' | 'secret';
	readonly remote: 'counts' | 'advisory' | 'not_allowed';
	readonly deputies: {
		readonly namedOnly: boolean;
		readonly sameOrganisation: boolean;
		/** "noon on the working day before", or null where no notice is asked for. */
		readonly noticeBefore: 'noon_on_the_working_day_before' | null;
		readonly vote: boolean;
	};
	readonly terms: {
		readonly representativeMonths: number;
		readonly maxConsecutiveTerms: number;
		readonly chairMonths: number;
		readonly viceChairFromOtherSector: boolean;
	};
	readonly absence: { readonly alertAfterMissed: number; readonly reviewAfterMissed: number };
	readonly notice: {
		readonly clearWorkingDays: number;
		readonly draftMinutesWorkingDays: number;
		readonly decisionNoteWorkingDays: number;
	};
	readonly public: {
		readonly access: 'open' | 'observe' | 'closed';
		readonly questions: boolean;
		readonly questionDeadline: 'noon_two_working_days_before' | null;
		readonly exemptAllowed: boolean;
	};
	readonly writtenProcedure: {
		readonly allowed: boolean;
		readonly minDays: number;
		readonly silence: 'assent' | 'abstain';
		readonly reportToNextMeeting: boolean;
	};
	readonly coOption: { readonly max: number; readonly voting: boolean; readonly months: number };
	readonly papers: {
		readonly maxPages: number;
		readonly summaryRequired: boolean;
		readonly maxSummaryWords: number;
	};
}

export interface QuorumRule {
	/** Share of the voting seats, such as "1/3", rounded up; null when only counts are asked for. */
	readonly share: string | null;
	readonly minPresent: number | null;
	readonly minOrganisations: number | null;
	readonly minPerSector: number | null;
	/** Codes of organisations of which each must be there (a Welsh board: all statutory members). */
	readonly requiredOrganisations: readonly string[];
	readonly recheckAfterRecusal: boolean;
}

export type DecisionClass = 'ordinary' | 'strategy_adoption' | 'constitution_change';

export interface Threshold {
	/** More than this share of the base ("1/2" is a simple majority), or at least it where `atLeast` is true (two thirds). */
	readonly share: string;
	readonly atLeast: boolean;
	readonly base: 'for_and_against' | 'cast' | 'present' | 'entitled';
	/** Besides, a majority inside each sector ("all") or inside so many of them. */
	readonly sectorMajority: 'none' | 'all' | number;
	/** Working days of notice before the meeting, or null. */
	readonly noticeWorkingDays: number | null;
}

/** A version of a body's rules. */
export interface Constitution {
	readonly id: string;
	readonly bodyId: string;
	readonly version: string;
	readonly adoptedOn: string;
	readonly effectiveFrom: string;
	readonly rules: Rules;
}

export interface Sector {
	readonly id: string;
	readonly code: string;
	readonly name: Text;
}
