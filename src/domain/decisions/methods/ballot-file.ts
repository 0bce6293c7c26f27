import * as v from 'valibot';
import { BadLine } from './bad-line.ts';
import { markFault, type MarkFault, type Marked, type MarkLimits } from './marks.ts';

/** How a poll that is not ranked is exported and counted again. */
export type MarkMethod = 'approval' | 'score' | 'majority';

export const ballotFileForm = 'moothall-ballots/1';

const whole = v.pipe(v.number(), v.safeInteger());
const head = v.strictObject({
	form: v.literal(ballotFileForm),
	title: v.optional(v.string()),
	options: v.pipe(v.array(v.pipe(v.string(), v.nonEmpty())), v.nonEmpty()),
	seats: v.optional(v.pipe(whole, v.minValue(1)), 1),
	/** How many options a ballot may choose. */
	choose: v.optional(v.strictObject({ min: v.optional(whole), max: v.optional(whole) })),
	/** What a ballot may give an option. */
	scores: v.optional(v.strictObject({ min: v.optional(whole), max: v.optional(whole) })),
	/** How many dots a ballot may share out. */
	dots: v.optional(v.pipe(whole, v.minValue(1))),
});
const count = v.optional(v.pipe(whole, v.minValue(1)), 1);
const chosen = v.strictObject({ count, choose: v.array(v.string()) });
// Not v.record, which passes over a key such as "__proto__" without a word.
const marks = v.custom<Record<string, number>>(
	(value) =>
		typeof value === 'object' &&
		value !== null &&
		!Array.isArray(value) &&
		Object.values(value).every(Number.isSafeInteger),
	'a whole number for each option',
);
const scored = v.strictObject({ count, scores: marks });
const dotted = v.strictObject({ count, dots: marks });

/**
 * Reads the project's export of a poll that is not ranked: JSON, one value a line. The first line says what was asked,
 * every other line is so many ballots alike (README, "Count it yourself"). Throws `BadLine` on anything else: an
 * option that isn't there or stands twice, a negative score, more options or dots than the poll allows.
 */
export function readBallotFile(text: string, method: MarkMethod): Marked & { title: string } {
	const lines = text
		.replace(/^\uFEFF/, '')
		.split(/\r\n|\n|\r/)
		.map((words, at) => ({ words: words.trim(), line: at + 1 }))
		.filter(({ words }) => words !== '');
	const [first, ...rest] = lines;
	if (!first) throw new BadLine(1, 'the file is empty');
	const asked = parsed(head, first);
	const place = new Map(asked.options.map((option, at) => [option, at]));
	if (place.size !== asked.options.length) throw new BadLine(first.line, 'an option stands twice');
	const limits = limitsOf(asked, method, first.line);
	let total = 0;
	const ballots = rest.map((row) => {
		const ballot = given(row, method, asked);
		total += ballot.count;
		if (!Number.isSafeInteger(total))
			throw new BadLine(row.line, 'more ballots than can be counted');
		const marks = new Map<number, number>();
		for (const [option, mark] of ballot.marks) {
			const at = place.get(option);
			if (at === undefined) throw new BadLine(row.line, `there is no option "${option}"`);
			if (marks.has(at)) throw new BadLine(row.line, `"${option}" is chosen twice`);
			marks.set(at, mark);
		}
		const fault = markFault(marks, asked.options.length, limits);
		if (fault) throw new BadLine(row.line, faultWords[fault]);
		return { count: ballot.count, marks };
	});
	return {
		title: asked.title ?? '',
		options: asked.options,
		seats: asked.seats,
		limits,
		ballots,
	};
}

function limitsOf(asked: v.InferOutput<typeof head>, method: MarkMethod, line: number): MarkLimits {
	const all = asked.options.length;
	const limits: MarkLimits =
		method === 'score'
			? {
					min: 0,
					max: all,
					lowest: asked.scores?.min ?? 0,
					highest: asked.scores?.max ?? asked.dots ?? Number.MAX_SAFE_INTEGER,
					dots: asked.dots ?? null,
				}
			: {
					min: asked.choose?.min ?? 0,
					max: asked.choose?.max ?? (method === 'majority' ? 1 : all),
					lowest: 1,
					highest: 1,
					dots: null,
				};
	if (limits.min < 0 || limits.max < 1 || limits.min > limits.max)
		throw new BadLine(line, 'nobody can choose so many');
	if (limits.lowest < 0) throw new BadLine(line, 'a score cannot be negative');
	if (limits.lowest > limits.highest) throw new BadLine(line, 'nobody can give such a score');
	return limits;
}

interface Row {
	readonly words: string;
	readonly line: number;
}

function given(
	row: Row,
	method: MarkMethod,
	asked: v.InferOutput<typeof head>,
): { count: number; marks: (readonly [string, number])[] } {
	if (method !== 'score') {
		const ballot = parsed(chosen, row);
		return { count: ballot.count, marks: ballot.choose.map((option) => [option, 1] as const) };
	}
	if (asked.dots === undefined) {
		const ballot = parsed(scored, row);
		return { count: ballot.count, marks: Object.entries(ballot.scores) };
	}
	const ballot = parsed(dotted, row);
	return { count: ballot.count, marks: Object.entries(ballot.dots) };
}

function parsed<Schema extends v.GenericSchema>(schema: Schema, row: Row): v.InferOutput<Schema> {
	let value: unknown;
	try {
		value = JSON.parse(row.words);
	} catch {
		throw new BadLine(row.line, 'not JSON');
	}
	const result = v.safeParse(schema, value);
	if (result.success) return result.output;
	const [issue] = result.issues;
	const where = v.getDotPath(issue);
	throw new BadLine(row.line, `${where === null ? '' : `${where}: `}${issue.message}`);
}

const faultWords: Readonly<Record<MarkFault, string>> = {
	unknown_option: 'there is no such option',
	too_few: 'fewer options than the poll asks for',
	too_many: 'more options than the poll allows',
	not_whole: 'not a whole number',
	too_low: 'less than the poll allows',
	too_high: 'more than the poll allows',
	too_many_dots: 'more dots than the poll allows',
};
