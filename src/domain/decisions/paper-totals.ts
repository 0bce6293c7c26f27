import { canonical, type Json } from '../kernel/canonical.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { Attestation } from './attesting.ts';
import { isRanked, nameOf, type Asked } from './question.ts';
import { answerFromWords, answerWords } from './sealed-answer.ts';

/** What one teller counted of the papers of one class: what the rule counts apart, or everybody. */
export interface PaperClass {
	/** A sector, a weight or both, as the urn knows them; "all" where nothing is counted apart. */
	readonly of: string;
	/**
	 * Of a motion votes `for` and `against`; of a question that adds up, what each option got by its id; of a ranking how many
	 * papers rank alike, by the words of a leaf ("3>1>2").
	 */
	readonly votes: Readonly<Record<string, number>>;
	readonly abstained: number;
	/** Papers that say nothing, or what the method does not take. */
	readonly spoiled: number;
}

/** What one teller counted of the papers of a secret vote, class by class. */
export type PaperTotals = readonly PaperClass[];

/** The papers of a secret vote as its closing record states them: stated and not sealed, so nothing but the tellers vouches for them. */
export interface PaperRecord {
	/** Seats that took a paper, in the order of the roll; none of them put anything into the urn. */
	readonly seats: readonly string[];
	/** Null until two tellers stand for them. */
	readonly totals: PaperTotals | null;
	/** The two tellers by their codes. */
	readonly tellers: readonly string[];
	/** How the two stood for totals that somebody else entered; absent where each entered what they counted. */
	readonly attested?: Attestation;
	/** Who entered the totals, by their code, where it was not each teller for themselves. */
	readonly enteredBy?: string;
	/** SHA-256 (hexadecimal) of the canonical JSON of all the others, once two stand for the totals. */
	readonly hash?: string;
}

/** Papers of a motion's vote, whatever is counted apart. */
export interface PaperSum {
	readonly for: number;
	readonly against: number;
	readonly abstained: number;
	readonly spoiled: number;
	/** As of the closing record (`PaperRecord`). */
	readonly attested?: Attestation;
}

/** The papers of one class: how many were given out. */
export interface GivenPapers {
	readonly of: string;
	readonly papers: number;
}

/** The name of a field of the form; each class has fields of its own. */
export const paperField = (name: string, at = 0): string =>
	at === 0 ? `paper-${name}` : `paper-${name}-${at + 1}`;

/** The first field of the form, where it says that the whole is not right. */
export const firstPaperField = (asked: Asked | null): string =>
	!asked
		? paperField('for')
		: isRanked(asked.method)
			? paperField('piles')
			: optionField(asked.options[0]?.id ?? '');

/** The field of what an option got; a ranking has one field for its piles. */
export const optionField = (id: string, at = 0): string => paperField(`option-${id}`, at);

/**
 * A teller's totals from their form, of the papers given out in each class; `asked` is null for a vote on a motion. An empty
 * field is none. Refuses, each with its field, what is no whole number and what so many papers cannot say: totals that do not
 * add up (`decisions.paper_sum`), an option with more than they could give it (`decisions.paper_option`), too much or too little
 * in all (`decisions.paper_uneven`), and a pile that the ranking does not take (`decisions.paper_pile`).
 */
export function paperTotalsFrom(
	asked: Asked | null,
	typed: (field: string) => unknown,
	given: readonly GivenPapers[],
): PaperTotals {
	const words = (field: string): string => {
		const value = typed(field);
		return typeof value === 'string' ? value.trim() : '';
	};
	const read = (field: string): number => {
		const text = words(field);
		if (text === '') return 0;
		if (!/^\d{1,6}$/.test(text)) throw new Refusal('decisions.score_whole', {}, field);
		return Number(text);
	};
	return given.map(({ of, papers }, at) => {
		const piles = paperField('piles', at);
		const fields = asked
			? asked.options.map(({ id }) => [id, optionField(id, at)] as const)
			: (['for', 'against'] as const).map((id) => [id, paperField(id, at)] as const);
		const ranks = asked !== null && isRanked(asked.method);
		const votes = ranks
			? pilesFrom(asked, words(piles), piles)
			: Object.fromEntries(fields.map(([id, field]) => [id, read(field)]));
		const found: PaperClass = {
			of,
			votes,
			abstained: read(paperField('abstained', at)),
			spoiled: read(paperField('spoiled', at)),
		};
		const first = ranks ? piles : (fields[0]?.[1] ?? '');
		assertPossible(asked, found, papers, {
			first,
			of: (id) => fields.find((each) => each[0] === id)?.[1] ?? first,
		});
		return found;
	});
}

/** Whether so many papers could say this: exact, since a paper says anything within the limits. */
function assertPossible(
	asked: Asked | null,
	{ votes, abstained, spoiled }: PaperClass,
	papers: number,
	field: { first: string; of: (id: string) => string },
): void {
	const sum = Object.values(votes).reduce((total, each) => total + each, 0);
	const valid = papers - abstained - spoiled;
	const each = !asked || isRanked(asked.method) || asked.method === 'one';
	if (each ? sum !== valid : valid < 0)
		throw new Refusal(
			'decisions.paper_sum',
			{ sum: abstained + spoiled + (each ? sum : 0), given: papers },
			field.first,
		);
	if (each) return;
	const { limits, method } = asked;
	const most = valid * limits.highest;
	const over = Object.entries(votes).find(([, got]) => got > most);
	if (over) throw new Refusal('decisions.paper_option', { papers: valid, most }, field.of(over[0]));
	if (method === 'score') return;
	const within =
		limits.dots === null
			? { least: valid * limits.min, most: valid * limits.max }
			: { least: valid, most: valid * limits.dots };
	if (sum < within.least || sum > within.most)
		throw new Refusal('decisions.paper_uneven', { sum, papers: valid, ...within }, field.first);
}

/**
 * Piles of papers that rank alike, one a line: "3 × 1 > 3 > 2" or as a BLT file has it, "3 1 3 2 0". Options by their place in the
 * list or by their words. Piles of one ranking are put together. Refuses a line that is none (`decisions.paper_pile`).
 */
function pilesFrom(asked: Asked, text: string, field: string): Record<string, number> {
	const piles: Record<string, number> = {};
	for (const [at, typed] of text.split(/\r\n|\n|\r/).entries()) {
		const line = typed.trim();
		if (line === '') continue;
		const [, many, order] = /^(\d{1,5})\s*[×x*]\s*(.+)$/i.exec(line) ?? [];
		const plain = /^\d{1,5}([ \t]+\d{1,2})+$/.test(line) ? line.split(/[ \t]+/) : null;
		if (plain && plain.length > 2 && plain.at(-1) === '0') plain.pop();
		const count = Number(plain ? plain[0] : many);
		const said = (plain?.slice(1) ?? (order ?? '').split('>'))
			.map((part) => placeOf(asked, part))
			.join('>');
		if (!(count >= 1) || said === 'abstain' || !answerFromWords(asked, said))
			throw new Refusal('decisions.paper_pile', { line: at + 1, said: line.slice(0, 60) }, field);
		piles[said] = (piles[said] ?? 0) + count;
	}
	return piles;
}

function placeOf({ options }: Asked, part: string): number {
	const said = part.trim().toLowerCase();
	if (/^\d{1,2}$/.test(said)) return Number(said);
	const found = options.findIndex(
		(option) => nameOf(option).toLowerCase() === said || option.title.cy?.toLowerCase() === said,
	);
	return found + 1;
}

/** Totals as a form says which were read back. */
export const totalsSeen = (totals: PaperTotals): string => canonical(totals as unknown as Json);

/** Whether two tellers counted alike. */
export const countedAlike = (a: PaperTotals, b: PaperTotals): boolean =>
	totalsSeen(a) === totalsSeen(b);

/** The papers of a motion's vote added up over its classes, and how two tellers stood for them. */
export function paperSum(paper: Pick<PaperRecord, 'totals' | 'attested'>): PaperSum {
	const totals = paper.totals ?? [];
	const add = (of: (each: PaperClass) => number) => totals.reduce((sum, each) => sum + of(each), 0);
	return {
		for: add(({ votes }) => votes['for'] ?? 0),
		against: add(({ votes }) => votes['against'] ?? 0),
		abstained: add((each) => each.abstained),
		spoiled: add((each) => each.spoiled),
		...(paper.attested ? { attested: paper.attested } : {}),
	};
}

/** Papers beside the urn of a question, as its result tells of them. */
export interface PapersTold {
	/** How many were given out, and how many of them are spoiled and so no ballots. */
	readonly papers: number;
	readonly spoiled: number;
	/** As of the closing record (`PaperRecord`). */
	readonly attested?: Attestation;
}

export const papersTold = (paper: PaperRecord): PapersTold => ({
	papers: paper.seats.length,
	spoiled: paperSum(paper).spoiled,
	...(paper.attested ? { attested: paper.attested } : {}),
});

/**
 * The papers of a class as ballots in the words of a leaf, one a paper that is not spoiled, of `papers` given out. Of a question
 * that adds up nobody wrote down which marks stood together, and no such count looks at it: they are dealt out so that each
 * ballot keeps to the limits.
 */
export function papersAsWords(
	asked: Asked | null,
	{ votes, abstained, spoiled }: PaperClass,
	papers: number,
): string[] {
	const blank = Array.from({ length: abstained }, () => 'abstain');
	if (!asked || isRanked(asked.method))
		return [
			...Object.entries(votes).flatMap(([said, count]) =>
				Array.from({ length: count }, () => said),
			),
			...blank,
		];
	const { highest } = asked.limits;
	const dealt = Array.from(
		{ length: papers - abstained - spoiled },
		(): Record<string, number> => ({}),
	);
	let next = 0;
	for (const { id } of asked.options) {
		let left = votes[id] ?? 0;
		if (asked.method === 'score')
			for (const marks of dealt) {
				const mark = Math.min(left, highest);
				marks[id] = mark;
				left -= mark;
			}
		else
			for (; left > 0; left--) {
				const marks = dealt[next++ % dealt.length];
				if (marks) marks[id] = (marks[id] ?? 0) + 1;
			}
	}
	return [...dealt.map((marks) => answerWords(asked, { marks })), ...blank];
}

/**
 * Whether the vote may close with so many papers out among so many electors of one class: one or two on paper, or one or two
 * left for the urn, would be told apart by their totals (at least `least` electors a class, trust research §2.6). Refuses
 * `decisions.paper_few`.
 */
export function assertPapersHide(
	papers: number,
	electors: number,
	least: number,
	of = 'all',
): void {
	const rest = electors - papers;
	if (papers > 0 && (papers < least || (rest > 0 && rest < least)))
		throw of === 'all'
			? new Refusal('decisions.paper_few', { papers, rest, least })
			: new Refusal('decisions.paper_few_class', { papers, rest, least, class: of });
}
