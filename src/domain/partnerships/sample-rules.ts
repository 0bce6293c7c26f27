import type { Rules } from './constitution.ts';

/** Rules that a board could really have: where an editor of rules begins, and what tests change one line of. */
export const sampleRules: Rules = {
	quorum: {
		share: '1/3',
		minPresent: null,
		minOrganisations: null,
		minPerSector: 1,
		requiredOrganisations: [],
		recheckAfterRecusal: true,
	},
	voteBasis: 'seat',
	consensusFirst: true,
	thresholds: {
		ordinary: {
			share: '1/2',
			atLeast: false,
			base: 'for_and_against',
			sectorMajority: 'none',
			noticeWorkingDays: null,
		},
		strategy_adoption: {
			share: '2/3',
			atLeast: true,
			base: 'for_and_against',
			sectorMajority: 'none',
			noticeWorkingDays: null,
		},
		constitution_change: {
			share: '2/3',
			atLeast: true,
			base: 'for_and_against',
			sectorMajority: 'all',
			noticeWorkingDays: 10,
		},
	},
	tie: 'falls',
	ballot: 'roll_call',
	remote: 'counts',
	deputies: {
		namedOnly: true,
		sameOrganisation: true,
		noticeBefore: 'noon_on_the_working_day_before',
		vote: true,
	},
	terms: {
		representativeMonths: 24,
		maxConsecutiveTerms: 3,
		chairMonths: 24,
		viceChairFromOtherSector: true,
	},
	absence: { alertAfterMissed: 2, reviewAfterMissed: 3 },
	notice: { clearWorkingDays: 5, draftMinutesWorkingDays: 10, decisionNoteWorkingDays: 2 },
	public: {
		access: 'observe',
		questions: true,
		questionDeadline: 'noon_two_working_days_before',
		exemptAllowed: true,
	},
	writtenProcedure: { allowed: true, minDays: 7, silence: 'abstain', reportToNextMeeting: true },
	coOption: { max: 2, voting: false, months: 12 },
	papers: { maxPages: 80, summaryRequired: true, maxSummaryWords: 200 },
};
