import { Refusal } from '../kernel/refusal.ts';
import type { Text } from '../kernel/text.ts';
import type { Constitution, QuorumRule, Rules } from '../partnerships/constitution.ts';
import { consentOptions } from './consent.ts';
import type { MarkLimits } from './methods/marks.ts';
import type { RankedMethod } from './methods/registry.ts';
import type { Manifest, ManifestSeat, Recused } from './poll.ts';
import type { WrittenManifest } from './written.ts';

/**
 * A question with options is a vote that is not for or against a motion: choosing one or several, approval, scores, dots, or a
 * ranking. What is asked (`Asked`) is the same for a question in a meeting, a practice vote, and an election, where
 * the options are its candidates; who votes is the roll of the body, frozen in a `QuestionManifest` when it opens.
 * One answer a seat (`answer.ts`); counting is `countQuestion`.
 */
export const questionKinds = ['question', 'practice', 'election'] as const;
export type QuestionKind = (typeof questionKinds)[number];

/** Methods whose ballots mark options, and those whose ballots rank them. */
export const markMethods = ['one', 'several', 'approval', 'score', 'dots', 'consent'] as const;
export type MarkQuestionMethod = (typeof markMethods)[number];
export const rankMethods = [
	'irv',
	'scottish-stv',
	'meek',
	'schulze',
] as const satisfies readonly RankedMethod[];
export type QuestionMethod = MarkQuestionMethod | RankedMethod;
export const questionMethods: readonly QuestionMethod[] = [...markMethods, ...rankMethods];

/** Whether ballots of the method rank the options. */
export function isRanked(method: QuestionMethod): method is RankedMethod {
	return rankMethods.some((each) => each === method);
}

/** What may be chosen. Its id stands in ballots and results, and stays while its words may be read in two languages. */
export interface Option {
	readonly id: string;
	readonly title: Text;
}

/** What is asked, frozen with the roll when the question opens. */
export interface Asked {
	readonly title: Text;
	/** What it is about; no words where there is nothing to add. */
	readonly text: Text;
	readonly options: readonly Option[];
	readonly method: QuestionMethod;
	/** How many options are to be chosen by all together. */
	readonly seats: number;
	/** What one ballot may say; of a ranking, how many options it ranks. */
	readonly limits: MarkLimits;
}

/** Frozen at opening, like a motion's (`poll.ts`). Its canonical JSON is hashed (SHA-256). */
export interface QuestionManifest {
	readonly form: 'moothall-question/1';
	readonly kind: QuestionKind;
	readonly ballot: 'recorded' | 'secret';
	/** The key that secret ballots are sealed to, and how (as a motion's). */
	readonly urn?: Manifest['urn'];
	readonly questionId: string;
	readonly bodyId: string;
	readonly meetingId: string | null;
	readonly itemId: string | null;
	/** ISO 8601, UTC, by the database's clock. */
	readonly openedAt: string;
	readonly asked: Asked;
	readonly rule: {
		/** The version of the constitution it was taken from. */
		readonly constitution: Constitution['version'];
		readonly tie: Rules['tie'];
		/** Absent where every seat has a vote. */
		readonly voteBasis?: Exclude<Rules['voteBasis'], 'seat'>;
		/** Of an election: how many have to take part in it, of all voting seats of the body (`seats`). */
		readonly quorum?: QuorumRule;
	};
	/** Of an election: every voting seat of the body, with the seat of the roll that votes for it: what its quorum is taken of. */
	readonly seats?: WrittenManifest['seats'];
	/** Every seat that has a voice, in the order of the body. */
	readonly roll: readonly ManifestSeat[];
	/** Seats whose people take no part for an interest; absent where there are none. */
	readonly recused?: readonly Recused[];
}

/**
 * `scheduled` opens by itself at its time; `paused` while the quorum is lost or the chair says so. Ballots are cast while
 * it is open; nothing of the result leaves the house before it is shown. A void one keeps its ballots, sealed.
 */
export const questionStates = [
	'draft',
	'scheduled',
	'open',
	'paused',
	'closed',
	'shown',
	'void',
] as const;
export type QuestionState = (typeof questionStates)[number];
export type QuestionAct =
	'edit' | 'remove' | 'schedule' | 'open' | 'cast' | 'pause' | 'resume' | 'close' | 'show' | 'void';

const admitted: Readonly<Record<QuestionState, readonly QuestionAct[]>> = {
	draft: ['edit', 'remove', 'schedule', 'open'],
	scheduled: ['edit', 'remove', 'schedule', 'open'],
	open: ['cast', 'pause', 'close', 'void'],
	paused: ['resume', 'close', 'void'],
	closed: ['show', 'void'],
	shown: [],
	void: [],
};

/** Whether the act is admitted in this state. */
export function questionAdmits(state: QuestionState, act: QuestionAct): boolean {
	return admitted[state].includes(act);
}

/** Whether a ballot of the method chooses one option, in one field. */
export const choosesOne = (method: QuestionMethod): boolean =>
	method === 'one' || method === 'consent';

/**
 * The words an option is counted by: a lot is drawn over them, and they stand in the file of ballots, where a straight quotation
 * mark ends a name. One stands for it, so that whoever counts the file draws the same lot.
 */
export const nameOf = ({ title }: Option): string => named(title.en ?? title.cy ?? '');

const named = (words: string): string => words.replaceAll('"', '”');

const longestTitle = 200;
const longestText = 2_000;
const longestOption = 200;
const mostOptions = 30;
const highestScore = 100;
const mostDots = 100;

/** What a form sends of a question that is prepared: everything as it was typed. */
export interface TypedQuestion {
	readonly title: Text;
	readonly text: Text;
	/** One option a line; in the second language the same options in the same order, or nothing. */
	readonly options: Text;
	readonly method: unknown;
	readonly seats: string;
	readonly min: string;
	readonly max: string;
	readonly highest: string;
	readonly dots: string;
}

/**
 * A question as it may be put, from a form. Refuses, each with its field: no title; fewer than two options or more than
 * thirty; two of one name; other numbers of lines in the two languages; a method there isn't; limits that nobody can keep to.
 */
export function askedFrom(typed: TypedQuestion): Asked {
	const title = words(typed.title, 'title', longestTitle);
	if (title.en === undefined && title.cy === undefined)
		throw new Refusal('decisions.question_missing', {}, 'title_en');
	const text = words(typed.text, 'text', longestText);
	const method = questionMethods.find((each) => each === typed.method);
	const options = method === 'consent' ? noneBut(typed.options) : optionsFrom(typed.options);
	if (!method) throw new Refusal('decisions.choose_method', {}, 'method');
	return asked({ title, text, options, method, typed });
}

function asked(from: {
	title: Text;
	text: Text;
	options: readonly Option[];
	method: QuestionMethod;
	typed: Pick<TypedQuestion, 'seats' | 'min' | 'max' | 'highest' | 'dots'>;
}): Asked {
	const { title, text, options, method, typed } = from;
	const all = options.length;
	const seats =
		method === 'irv' || method === 'consent' ? 1 : whole(typed.seats, 'seats', 1, all - 1, 1);
	const base = { title, text, options, method, seats };
	const marks = { lowest: 1, highest: 1, dots: null };
	switch (method) {
		case 'one':
		case 'consent':
			return { ...base, limits: { min: 1, max: 1, ...marks } };
		case 'several': {
			const max = whole(typed.max, 'max', 1, all, all);
			return { ...base, limits: { min: whole(typed.min, 'min', 1, max, 1), max, ...marks } };
		}
		case 'approval':
			return { ...base, limits: { min: 1, max: all, ...marks } };
		case 'score': {
			const highest = whole(typed.highest, 'highest', 1, highestScore, 5);
			return { ...base, limits: { min: 0, max: all, lowest: 0, highest, dots: null } };
		}
		case 'dots': {
			const dots = whole(typed.dots, 'dots', 1, mostDots, all);
			return { ...base, limits: { min: 0, max: all, lowest: 1, highest: dots, dots } };
		}
		case 'irv':
		case 'scottish-stv':
		case 'meek':
		case 'schulze':
			return { ...base, limits: { min: 1, max: all, ...marks } };
	}
}

/** What is asked about candidates or other things that are there already: by approval or a ranked method. */
export function askedOf(
	title: Text,
	options: readonly Option[],
	method: 'approval' | RankedMethod,
	seats: number,
): Asked {
	const none = { min: '', max: '', highest: '', dots: '' };
	return asked({ title, text: {}, options, method, typed: { ...none, seats: String(seats) } });
}

/** A consent round has its own answers; what was typed for others is not passed over in silence. */
function noneBut(typed: Text): readonly Option[] {
	for (const locale of ['en', 'cy'] as const)
		if (linesOf(typed[locale]).length > 0)
			throw new Refusal('decisions.consent_options', {}, `options_${locale}`);
	return consentOptions;
}

function optionsFrom(typed: Text): Option[] {
	const en = linesOf(typed.en);
	const cy = linesOf(typed.cy);
	const some = en.length > 0 ? en : cy;
	const field = en.length > 0 || cy.length === 0 ? 'options_en' : 'options_cy';
	if (some.length < 2) throw new Refusal('decisions.options_missing', {}, field);
	if (some.length > mostOptions)
		throw new Refusal('decisions.options_most', { most: mostOptions }, field);
	if (en.length > 0 && cy.length > 0 && en.length !== cy.length)
		throw new Refusal('decisions.options_uneven', { en: en.length, cy: cy.length }, 'options_cy');
	for (const [lines, at] of [
		[en, 'options_en'],
		[cy, 'options_cy'],
	] as const) {
		const names = lines.map(named);
		const twice = lines.find((_, place) => names.indexOf(names[place] ?? '') !== place);
		if (twice !== undefined) throw new Refusal('decisions.option_twice', { option: twice }, at);
		if (lines.some((line) => line.length > longestOption))
			throw new Refusal('decisions.text_long', { most: longestOption }, at);
	}
	return some.map((_, at) => {
		const title: Text = {};
		if (en[at] !== undefined) title.en = en[at];
		if (cy[at] !== undefined) title.cy = cy[at];
		return { id: `o${at + 1}`, title };
	});
}

const linesOf = (text: string | undefined): string[] =>
	(text ?? '')
		.split(/\r\n|\n|\r/)
		.map((line) => line.trim())
		.filter((line) => line !== '');

function words(typed: Text, field: string, most: number): Text {
	const found: Text = {};
	for (const locale of ['en', 'cy'] as const) {
		const said = (typed[locale] ?? '').replaceAll('\r\n', '\n').trim();
		if (said.length > most)
			throw new Refusal('decisions.text_long', { most }, `${field}_${locale}`);
		if (said !== '') found[locale] = said;
	}
	return found;
}

/** A whole number of a form within bounds; `otherwise` where nothing was typed. */
function whole(
	typed: string,
	field: string,
	least: number,
	most: number,
	otherwise: number,
): number {
	if (typed.trim() === '') return otherwise;
	const number = /^\d{1,6}$/.test(typed.trim()) ? Number(typed.trim()) : Number.NaN;
	if (!(number >= least && number <= most))
		throw new Refusal('decisions.number_between', { least, most }, field);
	return number;
}
