import { abstains, type Answer } from './answer.ts';
import { markFault } from './methods/marks.ts';
import { isRanked, type Asked } from './question.ts';
import type { Paper } from './sealed.ts';

/**
 * An answer as the few signs that a sealed ballot and its published leaf hold, options by their place in the list (1 is the
 * first): `3>1>2` ranks the third first, `1=5,3=2` gives the first five and the third two (a tick is 1), `abstain` says
 * nothing. There is one way to write each answer, so that no ballot can be told apart by how it is written.
 */
export function answerWords(asked: Pick<Asked, 'options'>, answer: Answer): string {
	if (abstains(answer)) return 'abstain';
	const placeOf = (id: string) => asked.options.findIndex((option) => option.id === id) + 1;
	if ('order' in answer) return answer.order.map(placeOf).join('>');
	return Object.entries(answer.marks)
		.map(([id, mark]) => [placeOf(id), mark] as const)
		.sort(([a], [b]) => a - b)
		.map(([place, mark]) => `${place}=${mark}`)
		.join(',');
}

/**
 * The answer that such words say; null for what the method does not take: an option there isn't, one ranked twice, too few or
 * too many, a score below or above, too many dots, and any other way to write it.
 */
export function answerFromWords(asked: Asked, words: string): Answer | null {
	const answer = read(asked, words);
	return answer && answerWords(asked, answer) === words ? answer : null;
}

function read(asked: Asked, words: string): Answer | null {
	const { options, limits } = asked;
	const idAt = (place: string): string | undefined => options[Number(place) - 1]?.id;
	if (isRanked(asked.method)) {
		if (words === 'abstain') return { order: [] };
		const order = words.split('>').map(idAt);
		if (new Set(order).size !== order.length) return null;
		const known = order.filter((id) => id !== undefined);
		return known.length === order.length ? { order: known } : null;
	}
	if (words === 'abstain') return { marks: {} };
	const marks = new Map<number, number>();
	for (const part of words.split(',')) {
		const [, place, mark] = /^(\d{1,2})=(\d{1,3})$/.exec(part) ?? [];
		if (place === undefined || mark === undefined || marks.has(Number(place) - 1)) return null;
		marks.set(Number(place) - 1, Number(mark));
	}
	if (markFault(marks, options.length, limits) !== null) return null;
	return {
		marks: Object.fromEntries([...marks].map(([at, mark]) => [options[at]?.id ?? '', mark])),
	};
}

/**
 * The ballot of a question: room for thirty options with a score of a hundred each (200 signs), for forty candidates approved
 * and seventy ranked, beside the poll and the code; the longest ranking is as long as an abstention.
 */
export const answerPaper = (asked: Asked): Paper => ({
	bytes: 316,
	says: (said) => answerFromWords(asked, said) !== null,
});
