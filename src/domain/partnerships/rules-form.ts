import { Refusal } from '../kernel/refusal.ts';
import { decisionClasses, type Rules, type Threshold } from './constitution.ts';

type Kind =
	'count' | 'maybe_count' | 'flag' | 'share' | 'maybe_share' | 'sectors' | readonly string[];

/** One field of the editor: where it stands in the rules ("quorum.share") and what may stand in it. */
export interface RuleField {
	readonly name: string;
	readonly kind: Kind;
}

const thresholdFields = (kind: string): RuleField[] => [
	{ name: `thresholds.${kind}.share`, kind: 'share' },
	{ name: `thresholds.${kind}.atLeast`, kind: 'flag' },
	{
		name: `thresholds.${kind}.base`,
		kind: ['for_and_against', 'cast', 'present', 'entitled'] satisfies Threshold['base'][],
	},
	{ name: `thresholds.${kind}.sectorMajority`, kind: 'sectors' },
	{ name: `thresholds.${kind}.noticeWorkingDays`, kind: 'maybe_count' },
];

/** The editor's fields by the rule that they belong to, in the order of the page of rules. */
export const ruleFields: Readonly<Record<string, readonly RuleField[]>> = {
	quorum: [
		{ name: 'quorum.share', kind: 'maybe_share' },
		{ name: 'quorum.rounding', kind: ['up', 'down', 'over'] },
		{ name: 'quorum.minPresent', kind: 'maybe_count' },
		{ name: 'quorum.minOrganisations', kind: 'maybe_count' },
		{ name: 'quorum.minPerSector', kind: 'maybe_count' },
		{ name: 'quorum.recheckAfterRecusal', kind: 'flag' },
	],
	deputies: [
		{ name: 'deputies.namedOnly', kind: 'flag' },
		{ name: 'deputies.sameOrganisation', kind: 'flag' },
		{ name: 'deputies.vote', kind: 'flag' },
	],
	deciding: [
		{ name: 'consensusFirst', kind: 'flag' },
		{ name: 'proposing', kind: ['anyone', 'mover', 'mover_and_seconder'] },
		{ name: 'voteBasis', kind: ['seat', 'organisation', 'sector', 'person'] },
		{ name: 'ballot', kind: ['roll_call', 'show', 'secret'] },
		{ name: 'remote', kind: ['counts', 'advisory', 'not_allowed'] },
		{ name: 'disagreement', kind: ['vote', 'mediation'] },
		{ name: 'absenteesBound', kind: 'flag' },
	],
	...Object.fromEntries(decisionClasses.map((kind) => [kind, thresholdFields(kind)])),
	tie: [{ name: 'tie', kind: ['falls', 'casting_vote_of_chair', 'defer', 'lot'] }],
	notice: [
		{ name: 'notice.clearWorkingDays', kind: 'count' },
		{ name: 'notice.draftMinutesWorkingDays', kind: 'count' },
		{ name: 'notice.decisionNoteWorkingDays', kind: 'count' },
	],
	papers: [
		{ name: 'papers.maxPages', kind: 'count' },
		{ name: 'papers.summaryRequired', kind: 'flag' },
		{ name: 'papers.maxSummaryWords', kind: 'count' },
	],
	public: [
		{ name: 'public.access', kind: ['open', 'observe', 'closed'] },
		{ name: 'public.questions', kind: 'flag' },
		{ name: 'public.exemptAllowed', kind: 'flag' },
	],
	terms: [
		{ name: 'terms.representativeMonths', kind: 'count' },
		{ name: 'terms.maxConsecutiveTerms', kind: 'count' },
		{ name: 'terms.chairMonths', kind: 'count' },
		{ name: 'terms.chairRotates', kind: 'flag' },
		{ name: 'terms.viceChairFromOtherSector', kind: 'flag' },
	],
	absence: [
		{ name: 'absence.alertAfterMissed', kind: 'count' },
		{ name: 'absence.reviewAfterMissed', kind: 'count' },
		{ name: 'absence.removeAfterMonths', kind: 'maybe_count' },
	],
	written: [
		{ name: 'writtenProcedure.allowed', kind: 'flag' },
		{ name: 'writtenProcedure.minDays', kind: 'count' },
		{ name: 'writtenProcedure.silence', kind: ['assent', 'abstain'] },
		{ name: 'writtenProcedure.reportToNextMeeting', kind: 'flag' },
		{ name: 'writtenProcedure.objectors', kind: 'count' },
	],
	co_option: [
		{ name: 'coOption.max', kind: 'count' },
		{ name: 'coOption.voting', kind: 'flag' },
		{ name: 'coOption.months', kind: 'count' },
	],
};

/** What stands in the editor's fields for these rules, by the names of the fields. */
export function typedRules(rules: Rules): Record<string, string> {
	const typed: Record<string, string> = {};
	for (const { name } of Object.values(ruleFields).flat()) {
		const value = at(rules, name);
		if (typeof value === 'boolean') typed[name] = value ? 'yes' : 'no';
		else typed[name] = typeof value === 'string' || typeof value === 'number' ? `${value}` : '';
	}
	return typed;
}

/**
 * The rules that somebody typed, in place of those they began with; what the editor has no field for stays. Refuses, naming
 * the field, what is no number (`partnerships.count_wrong`), no share (`partnerships.share_wrong`) and no choice.
 */
export function rulesTyped(typed: Readonly<Record<string, string>>, from: Rules): Rules {
	const rules = structuredClone(from);
	for (const { name, kind } of Object.values(ruleFields).flat()) {
		const text = typed[name]?.trim();
		if (text !== undefined) put(rules, name, valueOf(name, kind, text));
	}
	return rules;
}

function valueOf(name: string, kind: Kind, text: string): unknown {
	if (typeof kind !== 'string') {
		if (!kind.includes(text)) throw new Refusal('partnerships.choice_wrong', {}, name);
		return text;
	}
	switch (kind) {
		case 'flag':
			if (text !== 'yes' && text !== 'no') throw new Refusal('partnerships.choice_wrong', {}, name);
			return text === 'yes';
		case 'maybe_count':
			return text === '' ? null : countOf(name, text);
		case 'count':
			return countOf(name, text);
		case 'maybe_share':
			return text === '' ? null : shareOf(name, text);
		case 'share':
			return shareOf(name, text);
		case 'sectors':
			return text === 'none' || text === 'all' ? text : countOf(name, text);
	}
}

function countOf(name: string, text: string): number {
	if (!/^\d{1,6}$/.test(text)) throw new Refusal('partnerships.count_wrong', { count: text }, name);
	return Number(text);
}

/** "1/2", or "50%" as 50/100. */
function shareOf(name: string, text: string): string {
	const percent = /^(\d{1,3}) ?%$/.exec(text);
	const share = percent ? `${percent[1]}/100` : text;
	if (!/^[1-9]\d{0,5}\/[1-9]\d{0,5}$/.test(share))
		throw new Refusal('partnerships.share_wrong', { share: text }, name);
	return share;
}

function at(rules: Rules, name: string): unknown {
	let value: unknown = rules;
	for (const part of name.split('.')) value = (value as Record<string, unknown>)[part];
	return value;
}

function put(rules: Rules, name: string, value: unknown): void {
	const parts = name.split('.');
	const last = parts.pop() as string;
	let into = rules as unknown as Record<string, unknown>;
	for (const part of parts) into = into[part] as Record<string, unknown>;
	into[last] = value;
}
