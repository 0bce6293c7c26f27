import type { Answer } from './answer.ts';
import { ballotFileForm } from './methods/ballot-file.ts';
import type { Method } from './methods/registry.ts';
import { isRanked, nameOf, type Asked } from './question.ts';

/**
 * A question and its ballots as a file that the `count` command reads: BLT for a ranking, else the project's own form. The ballots
 * stand in the order of `answers`, without names; `count` is what each weighs, in whole parts of a vote. An abstention
 * is a ballot that says nothing.
 */
export function ballotFile(
	asked: Asked,
	answers: readonly { readonly answer: Answer; readonly count: number }[],
): { readonly name: string; readonly text: string } {
	const names = asked.options.map(nameOf);
	if (isRanked(asked.method)) {
		const place = (id: string) => asked.options.findIndex((option) => option.id === id) + 1;
		const quoted = (words: string) => `"${words.replaceAll('"', '”')}"`;
		const lines = [
			`${names.length} ${asked.seats}`,
			...answers.map(({ answer, count }) =>
				[count, ...('order' in answer ? answer.order.map(place) : []), 0].join(' '),
			),
			'0',
			...names.map(quoted),
			quoted(asked.title.en ?? asked.title.cy ?? ''),
		];
		return { name: 'ballots.blt', text: `${lines.join('\n')}\n` };
	}
	const { min, max, lowest, highest, dots } = asked.limits;
	const { method } = asked;
	const ask = {
		form: ballotFileForm,
		title: asked.title.en ?? asked.title.cy ?? '',
		options: names,
		seats: asked.seats,
		...(method === 'score' ? { scores: { min: lowest, max: highest } } : {}),
		...(method === 'dots' ? { dots } : {}),
		...(method === 'score' || method === 'dots' ? {} : { choose: { min, max } }),
	};
	const wordsOf = (id: string) =>
		nameOf(asked.options.find((option) => option.id === id) ?? { id, title: {} });
	const lines = answers.map(({ answer, count }) => {
		const marks = 'marks' in answer ? Object.entries(answer.marks) : [];
		const given = Object.fromEntries(marks.map(([id, mark]) => [wordsOf(id), mark]));
		if (method === 'score') return { count, scores: given };
		if (method === 'dots') return { count, dots: given };
		return { count, choose: marks.map(([id]) => wordsOf(id)) };
	});
	return {
		name: 'ballots.json',
		text: `${[ask, ...lines].map((line) => JSON.stringify(line)).join('\n')}\n`,
	};
}

/** The method of the `count` command that counts such a file. */
export function countMethod(asked: Pick<Asked, 'method'>): Method {
	switch (asked.method) {
		case 'one':
		case 'consent':
			return 'majority';
		case 'several':
		case 'approval':
			return 'approval';
		case 'score':
		case 'dots':
			return 'score';
		case 'irv':
		case 'scottish-stv':
		case 'meek':
		case 'schulze':
			return asked.method;
	}
}
