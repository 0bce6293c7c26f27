import { Refusal } from '../kernel/refusal.ts';
import { decisionClasses, type Rules, type Threshold } from './constitution.ts';

type Kind =
	| 'count'
	| 'maybe_count'
	| 'flag'
	| 'share'
	| 'maybe_share'
	| 'sectors'
	| 'deputy_notice'
	| ListKind
	| readonly string[];

/** Rules with a field for each sector or organisation: "quorum.sectorMinimums.voluntary". */
export const listKinds = [
	'sector_counts',
	'sector_list',
	'organisation_list',
	'organisation_weights',
] as const;
export type ListKind = (typeof listKinds)[number];
const isList = (kind: Kind): kind is ListKind => listKinds.some((each) => each === kind);

/** What is chosen for the notice of a deputy; `hours` has its number in a field of its own. */
export const deputyNotices = ['none', 'noon_on_the_working_day_before', 'hours'] as const;

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
		{ name: 'quorum.sectorMinimums', kind: 'sector_counts' },
		{ name: 'quorum.allOfSectors', kind: 'sector_list' },
		{ name: 'quorum.requiredOrganisations', kind: 'organisation_list' },
		{ name: 'quorum.recheckAfterRecusal', kind: 'flag' },
	],
	deputies: [
		{ name: 'deputies.namedOnly', kind: 'flag' },
		{ name: 'deputies.sameOrganisation', kind: 'flag' },
		{ name: 'deputies.noticeBefore', kind: 'deputy_notice' },
		{ name: 'deputies.vote', kind: 'flag' },
	],
	proxies: [
		{ name: 'proxies.allowed', kind: 'flag' },
		{ name: 'proxies.most', kind: 'count' },
		{ name: 'proxies.noticeBefore', kind: 'deputy_notice' },
	],
	deciding: [
		{ name: 'consensusFirst', kind: 'flag' },
		{ name: 'proposing', kind: ['anyone', 'mover', 'mover_and_seconder'] },
		{ name: 'voteBasis', kind: ['seat', 'organisation', 'sector', 'person'] },
		{ name: 'weights', kind: 'organisation_weights' },
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
	for (const { name, kind } of Object.values(ruleFields).flat()) {
		const value = at(rules, name);
		if (isList(kind)) {
			for (const [code, text] of listed(value)) typed[`${name}.${code}`] = text;
		} else if (kind === 'deputy_notice') {
			const notice = value as Rules['deputies']['noticeBefore'];
			typed[name] = notice === null ? 'none' : typeof notice === 'string' ? notice : 'hours';
			typed[`${name}.hours`] =
				notice !== null && typeof notice === 'object' ? String(notice.hours) : '';
		} else if (typeof value === 'boolean') typed[name] = value ? 'yes' : 'no';
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
		if (isList(kind)) {
			const entries = entriesOf(typed, name);
			if (entries.length > 0) put(rules, name, listOf(name, kind, entries));
			continue;
		}
		const text = typed[name]?.trim();
		if (text === undefined) continue;
		put(
			rules,
			name,
			kind === 'deputy_notice'
				? noticeOf(name, text, typed[`${name}.hours`]?.trim() ?? '')
				: valueOf(name, kind, text),
		);
	}
	return rules;
}

/** What stands in the fields of a list: a number or weight by code, or "yes" for a code that is in it. */
function listed(value: unknown): [string, string][] {
	return Array.isArray(value)
		? value.map((code): [string, string] => [String(code), 'yes'])
		: Object.entries(value as Record<string, string | number>).map(([code, of]) => [
				code,
				String(of),
			]);
}

/** What was typed for each code under a rule's name. */
function entriesOf(typed: Readonly<Record<string, string>>, name: string): [string, string][] {
	return Object.entries(typed).flatMap(([field, text]): [string, string][] =>
		field.startsWith(`${name}.`) ? [[field.slice(name.length + 1), text.trim()]] : [],
	);
}

/** The list as it stands in the rules. Empty, zero, "no" and a weight of one say nothing of a code. */
function listOf(name: string, kind: ListKind, entries: readonly [string, string][]): unknown {
	switch (kind) {
		case 'sector_list':
		case 'organisation_list':
			return entries.flatMap(([code, text]) => (text === 'yes' ? [code] : []));
		case 'sector_counts':
			return Object.fromEntries(
				entries.flatMap(([code, text]): [string, number][] => {
					const count = text === '' ? 0 : countOf(`${name}.${code}`, text);
					return count === 0 ? [] : [[code, count]];
				}),
			);
		case 'organisation_weights':
			return Object.fromEntries(
				entries.filter(([code, text]) => {
					if (text === '' || text === '1') return false;
					if (!/^[1-9]\d{0,5}(\/[1-9]\d{0,5})?$/.test(text))
						throw new Refusal('partnerships.weight_wrong', { weight: text }, `${name}.${code}`);
					return true;
				}),
			);
	}
}

function noticeOf(name: string, text: string, hours: string): Rules['deputies']['noticeBefore'] {
	switch (deputyNotices.find((each) => each === text)) {
		case 'none':
			return null;
		case 'noon_on_the_working_day_before':
			return 'noon_on_the_working_day_before';
		case 'hours':
			return { hours: countOf(`${name}.hours`, hours) };
		case undefined:
			throw new Refusal('partnerships.choice_wrong', {}, name);
	}
}

function valueOf(
	name: string,
	kind: Exclude<Kind, ListKind | 'deputy_notice'>,
	text: string,
): unknown {
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
