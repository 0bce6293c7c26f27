import type { Text } from '../kernel/text.ts';

/** A constitution is data: every rule of a partnership stands here and nowhere in code. Field by field after the rules found in use (domain research §1.4). */
export interface Rules {
	readonly quorum: QuorumRule;
	readonly voteBasis: 'seat' | 'organisation' | 'sector' | 'person';
	/** What the votes of an organisation weigh, by its code: "2", "3/2". Whoever is not here weighs 1. */
	readonly weights: Readonly<Record<string, string>>;
	readonly consensusFirst: boolean;
	/** What a motion needs before it is discussed. */
	readonly proposing: 'anyone' | 'mover' | 'mover_and_seconder';
	readonly thresholds: Readonly<Record<DecisionClass, Threshold>>;
	readonly tie: 'falls' | 'casting_vote_of_chair' | 'defer' | 'lot';
	readonly ballot: 'roll_call' | 'show' | 'secret';
	readonly remote: 'counts' | 'advisory' | 'not_allowed';
	/** Where partners cannot agree: they vote, or the chair mediates and brings it back to a later meeting. */
	readonly disagreement: 'vote' | 'mediation';
	/** Whether those who were not there abide by what was decided. */
	readonly absenteesBound: boolean;
	readonly deputies: {
		readonly namedOnly: boolean;
		readonly sameOrganisation: boolean;
		/** "noon on the working day before", so many hours before the meeting, or null where no notice is asked for. */
		readonly noticeBefore: 'noon_on_the_working_day_before' | { readonly hours: number } | null;
		readonly vote: boolean;
	};
	/** Whether a member who cannot come may give their vote to another; who carries how many at most; until when. */
	readonly proxies: {
		readonly allowed: boolean;
		readonly most: number;
		/** As the notice of a deputy; null: until the meeting starts. */
		readonly noticeBefore: Rules['deputies']['noticeBefore'];
	};
	readonly terms: {
		readonly representativeMonths: number;
		readonly maxConsecutiveTerms: number;
		readonly chairMonths: number;
		readonly viceChairFromOtherSector: boolean;
		/** Whether the chair goes round the organisations. */
		readonly chairRotates: boolean;
	};
	readonly absence: {
		readonly alertAfterMissed: number;
		readonly reviewAfterMissed: number;
		/** Months without attendance after which a seat falls vacant; null where none does. */
		readonly removeAfterMonths: number | null;
	};
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
		/** So many members who ask for it call the matter to a meeting; 0: nobody may. */
		readonly objectors: number;
	};
	readonly coOption: { readonly max: number; readonly voting: boolean; readonly months: number };
	readonly papers: {
		readonly maxPages: number;
		readonly summaryRequired: boolean;
		readonly maxSummaryWords: number;
	};
}

export interface QuorumRule {
	/** Share of the voting seats, such as "1/3"; null when only counts are asked for. */
	readonly share: string | null;
	/** What a part of a seat comes to: the next whole one, none, or (`over`) always one more than the whole ones, as "more than half". */
	readonly rounding: 'up' | 'down' | 'over';
	readonly minPresent: number | null;
	readonly minOrganisations: number | null;
	readonly minPerSector: number | null;
	/** So many of one sector, by its code, where sectors differ. */
	readonly sectorMinimums: Readonly<Record<string, number>>;
	/** Codes of sectors of which every seat must be filled (a Welsh board: all statutory members). */
	readonly allOfSectors: readonly string[];
	/** Codes of organisations of which each must be there. */
	readonly requiredOrganisations: readonly string[];
	readonly recheckAfterRecusal: boolean;
}

export const decisionClasses = [
	'ordinary',
	'strategy_adoption',
	'constitution_change',
	'membership_change',
] as const;
export type DecisionClass = (typeof decisionClasses)[number];

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
