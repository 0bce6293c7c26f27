import type { Rules, Threshold } from '#domain/partnerships/constitution.ts';
import type { DemoConstitution, DemoThreshold } from './file.ts';

/** The demo file's constitution in the product's terms. */
export function rulesOf(file: DemoConstitution): Rules {
	return {
		quorum: {
			share: file.quorum.fraction,
			rounding: file.quorum.rounding,
			minPresent: null,
			minOrganisations: null,
			minPerSector: file.quorum.min_per_sector,
			sectorMinimums: {},
			allOfSectors: [],
			requiredOrganisations: [],
			recheckAfterRecusal: file.quorum.recheck_after_recusal,
		},
		voteBasis: file.vote_basis,
		weights: {},
		consensusFirst: file.consensus_first,
		proposing: 'anyone',
		thresholds: {
			ordinary: thresholdOf(file.thresholds.ordinary),
			strategy_adoption: thresholdOf(file.thresholds.strategy_adoption),
			constitution_change: thresholdOf(file.thresholds.constitution_change),
			// The file says nothing of who joins and leaves: it is an ordinary decision.
			membership_change: thresholdOf(file.thresholds.ordinary),
		},
		tie: file.tie,
		ballot: file.ballot,
		remote: 'counts',
		disagreement: 'vote',
		absenteesBound: false,
		deputies: {
			namedOnly: file.substitutes.named_deputy_only,
			sameOrganisation: file.substitutes.same_organisation_or_network,
			noticeBefore: 'noon_on_the_working_day_before',
			vote: file.substitutes.deputy_votes,
		},
		proxies: { allowed: false, most: 1, noticeBefore: null },
		terms: {
			representativeMonths: file.terms.representatives_months,
			maxConsecutiveTerms: file.terms.max_consecutive_terms,
			chairMonths: file.terms.chair_months,
			viceChairFromOtherSector: file.terms.vice_chair_from_other_sector_than_chair,
			chairRotates: false,
		},
		absence: {
			alertAfterMissed: file.absence.alert_after_missed,
			reviewAfterMissed: file.absence.review_after_missed,
			removeAfterMonths: null,
		},
		notice: {
			clearWorkingDays: file.notice.clear_working_days,
			draftMinutesWorkingDays: file.notice.draft_minutes_working_days,
			decisionNoteWorkingDays: file.notice.decision_note_working_days,
		},
		public: {
			access: file.public.access,
			questions: file.public.questions,
			questionDeadline: 'noon_two_working_days_before',
			exemptAllowed: file.public.part2_allowed,
		},
		writtenProcedure: {
			allowed: file.written_procedure.allowed,
			minDays: file.written_procedure.min_days,
			silence: file.written_procedure.silence,
			reportToNextMeeting: file.written_procedure.report_to_next_meeting,
			objectors: file.written_procedure.objectors ?? 0,
		},
		coOption: {
			max: file.co_option.max,
			voting: file.co_option.voting,
			months: file.co_option.months,
		},
		papers: {
			maxPages: file.paper_budget.max_pages_total,
			summaryRequired: file.paper_budget.summary_required,
			maxSummaryWords: file.paper_budget.max_summary_words,
		},
	};
}

/** Votes cast, as the file's example counts them (11 of 13), are those for and against: an abstention is none. */
function thresholdOf(file: DemoThreshold): Threshold {
	const simple = file.majority === 'simple';
	return {
		share: simple ? '1/2' : '2/3',
		atLeast: !simple,
		base: 'for_and_against',
		sectorMajority: file.sector_majority ?? 'none',
		noticeWorkingDays: file.notice_working_days ?? null,
	};
}
