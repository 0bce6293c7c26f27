import { ratio } from '#domain/kernel/ratio.ts';
import { textIn, type Text } from '#domain/kernel/text.ts';
import {
	decisionClasses,
	type DecisionClass,
	type Rules,
	type Threshold,
} from '#domain/partnerships/constitution.ts';
import * as m from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';

/** One rule as it stands on the page: a heading, whole sentences, and names that belong to them. */
export interface RuleInWords {
	readonly key: string;
	readonly title: string;
	readonly sentences: readonly string[];
	/** Sectors with their seats, or organisations that must be there. */
	readonly list: readonly { readonly name: Text; readonly seats: number | null }[];
}

/** Rules with what they come to on the seats of the body. */
export interface RulesOnSeats {
	readonly rules: Rules;
	readonly seats: number;
	readonly sectors: readonly {
		readonly code: string;
		readonly name: Text;
		readonly seats: number;
	}[];
	readonly quorum: number;
	readonly required: readonly Text[];
	/** Organisations whose vote weighs more or less than one. */
	readonly weighted: readonly { readonly name: Text; readonly weight: string }[];
}

/** A constitution in plain sentences, in the order of the page. */
export function rulesInWords(on: RulesOnSeats): RuleInWords[] {
	const { rules } = on;
	const words: (Omit<RuleInWords, 'list'> & { list?: RuleInWords['list'] })[] = [
		{
			key: 'seats',
			title: m.partnerships_rule_seats_title(),
			sentences: [m.partnerships_rule_seats({ count: on.seats })],
			list: on.sectors,
		},
		{
			key: 'quorum',
			title: m.partnerships_rule_quorum_title(),
			sentences: quorumSentences(on),
			list: on.required.map((name) => ({ name, seats: null })),
		},
		{
			key: 'deputies',
			title: m.partnerships_rule_deputies_title(),
			sentences: deputySentences(rules),
		},
		{
			key: 'proxies',
			title: m.partnerships_rule_proxies_title(),
			sentences: proxySentences(rules),
		},
		{
			key: 'deciding',
			title: m.partnerships_rule_deciding_title(),
			sentences: decidingSentences(on),
		},
		...decisionClasses.map((kind) => ({
			key: kind,
			title: classTitle(kind),
			sentences: thresholdSentences(rules.thresholds[kind], on.sectors.length),
		})),
		{ key: 'tie', title: m.partnerships_rule_tie_title(), sentences: [tieSentence(rules.tie)] },
		{
			key: 'notice',
			title: m.partnerships_rule_notice_title(),
			sentences: [
				m.partnerships_rule_notice({ count: rules.notice.clearWorkingDays }),
				m.partnerships_rule_notice_minutes({ count: rules.notice.draftMinutesWorkingDays }),
				m.partnerships_rule_notice_decisions({ count: rules.notice.decisionNoteWorkingDays }),
			],
		},
		{
			key: 'papers',
			title: m.partnerships_rule_papers_title(),
			sentences: [
				m.partnerships_rule_papers_pages({ count: rules.papers.maxPages }),
				...(rules.papers.summaryRequired
					? [m.partnerships_rule_papers_summary({ count: rules.papers.maxSummaryWords })]
					: []),
			],
		},
		{
			key: 'public',
			title: m.partnerships_rule_public_title(),
			sentences: publicSentences(rules),
		},
		{ key: 'terms', title: m.partnerships_rule_terms_title(), sentences: termSentences(rules) },
		{
			key: 'absence',
			title: m.partnerships_rule_absence_title(),
			sentences: [
				m.partnerships_rule_absence_alert({ count: rules.absence.alertAfterMissed }),
				m.partnerships_rule_absence_review({ count: rules.absence.reviewAfterMissed }),
				...(rules.absence.removeAfterMonths === null
					? []
					: [m.partnerships_rule_absence_remove({ count: rules.absence.removeAfterMonths })]),
			],
		},
		{
			key: 'written',
			title: m.partnerships_rule_written_title(),
			sentences: writtenSentences(rules),
		},
		{
			key: 'co_option',
			title: m.partnerships_rule_co_option_title(),
			sentences: coOptionSentences(rules),
		},
	];
	return words.map((rule) => ({ list: [], ...rule }));
}

function classTitle(kind: DecisionClass): string {
	switch (kind) {
		case 'ordinary':
			return m.partnerships_rule_ordinary_title();
		case 'strategy_adoption':
			return m.partnerships_rule_strategy_title();
		case 'constitution_change':
			return m.partnerships_rule_change_title();
		case 'membership_change':
			return m.partnerships_rule_membership_title();
	}
}

function quorumSentences({
	rules: { quorum },
	quorum: needed,
	seats,
	sectors,
}: RulesOnSeats): string[] {
	const sectorName = (code: string) => {
		const found = sectors.find((sector) => sector.code === code);
		return found ? textIn(found.name, getLocale()).words : code;
	};
	const perSector = quorum.minPerSector ?? 0;
	return [
		perSector > 0
			? m.partnerships_rule_quorum_sectors({ needed, seats, perSector })
			: m.partnerships_rule_quorum({ needed, seats }),
		...Object.entries(quorum.sectorMinimums).map(([code, count]) =>
			m.partnerships_rule_quorum_of_sector({ count, sector: sectorName(code) }),
		),
		...quorum.allOfSectors.map((code) =>
			m.partnerships_rule_quorum_all_of_sector({ sector: sectorName(code) }),
		),
		...(quorum.minOrganisations
			? [m.partnerships_rule_quorum_organisations({ count: quorum.minOrganisations })]
			: []),
		quorum.recheckAfterRecusal
			? m.partnerships_rule_quorum_recheck()
			: m.partnerships_rule_quorum_no_recheck(),
		...(quorum.requiredOrganisations.length > 0 ? [m.partnerships_rule_quorum_required()] : []),
	];
}

function deputySentences({ deputies }: Rules): string[] {
	return [
		deputies.namedOnly
			? deputies.sameOrganisation
				? m.partnerships_rule_deputies_named_same()
				: m.partnerships_rule_deputies_named()
			: deputies.sameOrganisation
				? m.partnerships_rule_deputies_same()
				: m.partnerships_rule_deputies_anyone(),
		deputies.noticeBefore === null
			? m.partnerships_rule_deputies_no_notice()
			: deputies.noticeBefore === 'noon_on_the_working_day_before'
				? m.partnerships_rule_deputies_noon()
				: m.partnerships_rule_deputies_hours({ count: deputies.noticeBefore.hours }),
		deputies.vote ? m.partnerships_rule_deputies_vote() : m.partnerships_rule_deputies_no_vote(),
	];
}

/** What the rules say of proxies. */
export function proxySentences({ proxies: { allowed, most, noticeBefore } }: Rules): string[] {
	if (!allowed) return [m.partnerships_rule_proxies_none()];
	return [
		m.partnerships_rule_proxies(),
		m.partnerships_rule_proxies_most({ count: most }),
		noticeBefore === null
			? m.partnerships_rule_proxies_no_notice()
			: noticeBefore === 'noon_on_the_working_day_before'
				? m.partnerships_rule_proxies_noon()
				: m.partnerships_rule_proxies_hours({ count: noticeBefore.hours }),
		m.partnerships_rule_proxies_secret(),
	];
}

function decidingSentences({ rules, weighted }: RulesOnSeats): string[] {
	const basis = {
		seat: m.partnerships_rule_basis_seat,
		organisation: m.partnerships_rule_basis_organisation,
		sector: m.partnerships_rule_basis_sector,
		person: m.partnerships_rule_basis_person,
	}[rules.voteBasis];
	const ballot = {
		roll_call: m.partnerships_rule_ballot_roll_call,
		show: m.partnerships_rule_ballot_show,
		secret: m.partnerships_rule_ballot_secret,
	}[rules.ballot];
	const remote = {
		counts: m.partnerships_rule_remote_counts,
		advisory: m.partnerships_rule_remote_advisory,
		not_allowed: m.partnerships_rule_remote_not_allowed,
	}[rules.remote];
	return [
		...(rules.consensusFirst ? [m.partnerships_rule_consensus_first()] : []),
		...(rules.proposing === 'mover' ? [m.partnerships_rule_proposing_mover()] : []),
		...(rules.proposing === 'mover_and_seconder' ? [m.partnerships_rule_proposing_seconder()] : []),
		...(rules.disagreement === 'mediation' ? [m.partnerships_rule_disagreement_mediation()] : []),
		basis(),
		...weighted.map(({ name, weight }) =>
			m.partnerships_rule_weight({ organisation: textIn(name, getLocale()).words, weight }),
		),
		ballot(),
		remote(),
		...(rules.absenteesBound ? [m.partnerships_rule_absentees_bound()] : []),
	];
}

/** How many votes a decision needs. One sentence a base; the share is "more than half", "two thirds", … by a variant of that sentence, or in figures. */
export function thresholdSentences(threshold: Threshold, sectors: number): string[] {
	const { of, in: whole } = ratio(threshold.share);
	const values = {
		share: `${threshold.atLeast ? 'from' : 'over'}_${of}_${whole}`,
		of: Number(of),
		whole: Number(whole),
	};
	const message = {
		for_and_against: threshold.atLeast
			? m.partnerships_rule_from_for_and_against
			: m.partnerships_rule_over_for_and_against,
		cast: threshold.atLeast ? m.partnerships_rule_from_cast : m.partnerships_rule_over_cast,
		present: threshold.atLeast
			? m.partnerships_rule_from_present
			: m.partnerships_rule_over_present,
		entitled: threshold.atLeast
			? m.partnerships_rule_from_entitled
			: m.partnerships_rule_over_entitled,
	}[threshold.base];
	return [
		message(values),
		...(threshold.sectorMajority === 'all'
			? [m.partnerships_rule_every_sector()]
			: typeof threshold.sectorMajority === 'number'
				? [m.partnerships_rule_some_sectors({ needed: threshold.sectorMajority, sectors })]
				: []),
		...(threshold.noticeWorkingDays === null
			? []
			: [m.partnerships_rule_proposal_notice({ count: threshold.noticeWorkingDays })]),
	];
}

function tieSentence(tie: Rules['tie']): string {
	switch (tie) {
		case 'falls':
			return m.partnerships_rule_tie_falls();
		case 'casting_vote_of_chair':
			return m.partnerships_rule_tie_chair();
		case 'defer':
			return m.partnerships_rule_tie_defer();
		case 'lot':
			return m.partnerships_rule_tie_lot();
	}
}

function publicSentences({ public: rule }: Rules): string[] {
	const access = {
		open: m.partnerships_rule_public_open,
		observe: m.partnerships_rule_public_observe,
		closed: m.partnerships_rule_public_closed,
	}[rule.access];
	return [
		access(),
		...(rule.questions
			? [
					rule.questionDeadline === null
						? m.partnerships_rule_public_questions()
						: m.partnerships_rule_public_questions_noon(),
				]
			: []),
		rule.exemptAllowed
			? m.partnerships_rule_public_exempt()
			: m.partnerships_rule_public_no_exempt(),
	];
}

function termSentences({ terms }: Rules): string[] {
	return [
		m.partnerships_rule_terms_months({ count: terms.representativeMonths }),
		m.partnerships_rule_terms_in_a_row({ count: terms.maxConsecutiveTerms }),
		m.partnerships_rule_terms_chair({ count: terms.chairMonths }),
		...(terms.chairRotates ? [m.partnerships_rule_terms_rotates()] : []),
		...(terms.viceChairFromOtherSector ? [m.partnerships_rule_terms_vice_chair()] : []),
	];
}

function writtenSentences({ writtenProcedure: rule }: Rules): string[] {
	if (!rule.allowed) return [m.partnerships_rule_written_not_allowed()];
	return [
		m.partnerships_rule_written_days({ count: rule.minDays }),
		rule.silence === 'assent'
			? m.partnerships_rule_written_assent()
			: m.partnerships_rule_written_abstain(),
		...(rule.objectors > 0
			? [m.partnerships_rule_written_objectors({ count: rule.objectors })]
			: []),
		...(rule.reportToNextMeeting ? [m.partnerships_rule_written_report()] : []),
	];
}

/** How many may be co-opted, for how long, and whether they vote. */
export function coOptionSentences({ coOption: rule }: Pick<Rules, 'coOption'>): string[] {
	if (rule.max === 0) return [m.partnerships_rule_co_option_none()];
	return [
		m.partnerships_rule_co_option_max({ count: rule.max }),
		m.partnerships_rule_co_option_months({ count: rule.months }),
		rule.voting ? m.partnerships_rule_co_option_vote() : m.partnerships_rule_co_option_no_vote(),
	];
}
