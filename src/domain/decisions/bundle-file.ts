import * as v from 'valibot';
import { BadLine } from './methods/bad-line.ts';
import { papersAsWords } from './paper-totals.ts';
import { ballotFile } from './question-file.ts';
import { questionMethods, type Asked } from './question.ts';
import { answerFromWords } from './sealed-answer.ts';
import { inUnits } from './weights.ts';

const text = v.object({ en: v.optional(v.string()), cy: v.optional(v.string()) });
const whole = v.pipe(v.number(), v.safeInteger());
const count = v.pipe(whole, v.minValue(0));
/** As much of a bundle as a count needs; /verify-poll.js checks the rest. */
const bundle = v.object({
	form: v.literal('moothall-urn/1'),
	manifest: v.object({
		asked: v.object({
			title: text,
			text,
			options: v.pipe(v.array(v.object({ id: v.string(), title: text })), v.minLength(1)),
			method: v.picklist(questionMethods),
			seats: v.pipe(whole, v.minValue(1)),
			limits: v.object({
				min: whole,
				max: whole,
				lowest: whole,
				highest: whole,
				dots: v.nullable(whole),
			}),
		}),
		roll: v.array(
			v.object({
				seatId: v.optional(v.string(), ''),
				weight: v.optional(v.pipe(v.string(), v.regex(/^\d+(\/\d+)?$/))),
			}),
		),
	}),
	leaves: v.array(v.string()),
	paper: v.optional(
		v.object({
			seats: v.array(v.string()),
			totals: v.array(
				v.object({
					of: v.string(),
					votes: v.record(v.string(), count),
					abstained: count,
					spoiled: count,
				}),
			),
		}),
	),
});

/**
 * The bundle of a secret question as a file of ballots that the `count` command reads (`ballotFile`); null for text that is no
 * bundle. Throws `BadLine` for a bundle of a vote on a motion, and for a ballot that its question does not take.
 */
export function ballotsOfBundle(file: string): string | null {
	if (!file.trimStart().startsWith('{')) return null;
	let read: unknown;
	try {
		read = JSON.parse(file);
	} catch {
		// The project's own export is JSON a line.
		return null;
	}
	if (typeof read !== 'object' || read === null || !('manifest' in read)) return null;
	const found = v.safeParse(bundle, read);
	if (!found.success) throw new BadLine(1, 'no bundle of a secret question with options');
	const { manifest, leaves, paper } = found.output;
	const asked = manifest.asked as Asked;
	const weights = manifest.roll.map((seat) => seat.weight ?? '1');
	const { units } = inUnits(weights);
	const weighs = new Map(manifest.roll.map((seat, at) => [seat.weight ?? 'all', units[at] ?? 1]));
	const classes = new Map(manifest.roll.map((seat) => [seat.seatId, seat.weight ?? 'all']));
	const papers = (paper?.totals ?? []).flatMap((stated) => {
		const out = paper?.seats.filter((seatId) => classes.get(seatId) === stated.of).length ?? 0;
		if (out < stated.abstained + stated.spoiled) throw new BadLine(1, 'more papers than were out');
		return papersAsWords(asked, stated, out).map((said) => `on-paper ${stated.of} ${said}`);
	});
	const answers = [...leaves, ...papers].map((leaf, at) => {
		const [, of = '', said = ''] = leaf.split(' ');
		const answer = answerFromWords(asked, said);
		const count = weighs.get(of);
		if (!answer || count === undefined)
			throw new BadLine(1, `ballot ${at + 1} is none of this question`);
		return { answer, count };
	});
	return ballotFile(asked, answers).text;
}
