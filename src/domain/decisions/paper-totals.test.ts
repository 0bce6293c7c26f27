import { expect, test } from 'vitest';
import {
	assertPapersHide,
	countedAlike,
	paperSum,
	papersAsWords,
	paperTotalsFrom,
} from './paper-totals.ts';
import {
	askedFrom,
	isRanked,
	questionMethods,
	type Asked,
	type QuestionMethod,
} from './question.ts';
import { answerFromWords } from './sealed-answer.ts';

const from = (typed: Record<string, string>, papers: number, asked: Asked | null = null) =>
	paperTotalsFrom(asked, (field) => typed[field], [{ of: 'all', papers }]);
const refused = (code: string, field?: string) =>
	expect.objectContaining({ code: `decisions.${code}`, ...(field ? { field } : {}) }) as Error;
const ask = (method: QuestionMethod, more: object = {}) =>
	askedFrom({
		title: { en: 'Where?' },
		text: {},
		options: { en: 'Library\nChurch hall\nCollege', cy: 'Llyfrgell\nNeuadd\nColeg' },
		method,
		seats: '',
		min: '',
		max: '',
		highest: '5',
		dots: '4',
		...more,
	});

test('totals add up to the papers given out, spoiled ones too', () => {
	const typed = { 'paper-for': '3', 'paper-against': ' 1', 'paper-spoiled': '1' };
	const [all] = from(typed, 5);
	expect(all).toEqual({ of: 'all', votes: { for: 3, against: 1 }, abstained: 0, spoiled: 1 });
	expect(() => from(typed, 6)).toThrow(refused('paper_sum', 'paper-for'));
	expect(() => from({ 'paper-abstained': '-1' }, 0)).toThrow(
		refused('score_whole', 'paper-abstained'),
	);
	expect(countedAlike(from(typed, 5), from(typed, 5))).toBe(true);
	expect(countedAlike(from(typed, 5), from({ 'paper-for': '5' }, 5))).toBe(false);
});

test('each class has fields of its own, and adds up to its own papers', () => {
	const given = [
		{ of: 'voluntary', papers: 3 },
		{ of: 'statutory', papers: 4 },
	];
	const typed: Record<string, string> = { 'paper-for': '3', 'paper-against-2': '4' };
	const totals = paperTotalsFrom(null, (field) => typed[field], given);
	expect(totals.map(({ of, votes }) => [of, votes])).toEqual([
		['voluntary', { for: 3, against: 0 }],
		['statutory', { for: 0, against: 4 }],
	]);
	const sum = { for: 3, against: 4, abstained: 0, spoiled: 0 };
	expect(paperSum({ totals })).toEqual(sum);
	expect(paperSum({ totals, attested: 'pin_pin' })).toEqual({ ...sum, attested: 'pin_pin' });
	typed['paper-against-2'] = '3';
	expect(() => paperTotalsFrom(null, (field) => typed[field], given)).toThrow(
		refused('paper_sum', 'paper-for-2'),
	);
});

const options = (...votes: number[]) =>
	Object.fromEntries(votes.map((each, at) => [`paper-option-o${at + 1}`, String(each)]));

test.each([
	['one', options(2, 2, 1), 5, null],
	['one', options(2, 2, 2), 5, 'paper_sum'],
	['approval', options(5, 5, 5), 5, null],
	['approval', options(1, 1, 2), 5, 'paper_uneven'],
	['approval', options(6, 0, 0), 5, 'paper_option'],
	['several', options(4, 4, 0), 4, null],
	['several', options(4, 3, 0), 4, 'paper_uneven'],
	['several', options(4, 4, 4), 4, 'paper_uneven'],
	['score', options(25, 0, 7), 5, null],
	['score', options(26, 0, 0), 5, 'paper_option'],
	['dots', options(20, 0, 0), 5, null],
	['dots', options(10, 10, 1), 5, 'paper_uneven'],
	['dots', options(1, 1, 1), 4, 'paper_uneven'],
	['irv', { 'paper-piles': '3 × 1 > 3\n2 x church HALL\n' }, 5, null],
	['schulze', { 'paper-piles': '3 1 3 2 0\n2 2' }, 5, null],
	['meek', { 'paper-piles': '2 × Coleg > Neuadd\n2 × 3 > 2' }, 4, null],
	['irv', { 'paper-piles': '3 × 1 > 3' }, 5, 'paper_sum'],
	['irv', { 'paper-piles': '5 × 1 > 1' }, 5, 'paper_pile'],
	['irv', { 'paper-piles': '5 × 1 > 4' }, 5, 'paper_pile'],
	['irv', { 'paper-piles': '5 × Hospital' }, 5, 'paper_pile'],
	['irv', { 'paper-piles': '0 × 1' }, 5, 'paper_pile'],
	['irv', { 'paper-piles': 'five for the library' }, 5, 'paper_pile'],
] as const)('%s: %j of %i papers', (method, typed, papers, why) => {
	const asked = ask(method, method === 'several' ? { min: '2', max: '2' } : {});
	if (why) expect(() => from(typed, papers, asked)).toThrow(refused(why));
	else expect(from(typed, papers, asked)).toHaveLength(1);
});

test('what is possible is dealt out in ballots within the limits that add up to it', () => {
	for (const method of questionMethods) {
		if (method === 'consent') continue;
		const asked = ask(method);
		for (let seed = 0; seed < 80; seed++) {
			// Any votes at all: those that are taken must be dealt out exactly.
			const votes = [seed % 7, (seed * 5) % 11, (seed * 3) % 8] as const;
			const typed: Record<string, string> = isRanked(method)
				? {
						'paper-piles': `${votes[0] + 1} × 1 > 2\n${votes[1] + 1} × 3`,
						'paper-abstained': '2',
					}
				: { ...options(...votes), 'paper-abstained': '1', 'paper-spoiled': '1' };
			const papers = isRanked(method) ? votes[0] + votes[1] + 4 : 4 + (seed % 5);
			let totals;
			try {
				totals = from(typed, papers, asked);
			} catch {
				continue;
			}
			const [all] = totals;
			if (!all) throw new Error('no class');
			const words = papersAsWords(asked, all, papers);
			expect(words).toHaveLength(papers - all.spoiled);
			const sums: Record<string, number> = {};
			for (const said of words) {
				const answer = answerFromWords(asked, said);
				expect(answer, `${method} ${seed} ${said}`).not.toBeNull();
				if (answer && 'marks' in answer)
					for (const [id, mark] of Object.entries(answer.marks)) sums[id] = (sums[id] ?? 0) + mark;
			}
			expect(words.filter((said) => said === 'abstain')).toHaveLength(all.abstained);
			if (!isRanked(method))
				for (const [id, got] of Object.entries(all.votes)) expect(sums[id] ?? 0).toBe(got);
		}
	}
});

test('piles of one ranking are one pile', () => {
	const asked = ask('meek');
	const [all] = from({ 'paper-piles': '2 × College > 1\n1 3 1 0\n1 × 2' }, 4, asked);
	expect(all?.votes).toEqual({ '3>1': 3, '2': 1 });
});

test('nobody stands alone, neither on paper nor in the urn', () => {
	for (const [papers, electors] of [
		[0, 3],
		[3, 3],
		[3, 6],
		[9, 12],
	] as const)
		expect(() => assertPapersHide(papers, electors, 3)).not.toThrow();
	for (const [papers, electors] of [
		[1, 9],
		[2, 2],
		[3, 5],
		[8, 9],
	] as const)
		expect(() => assertPapersHide(papers, electors, 3)).toThrow(refused('paper_few'));
	expect(() => assertPapersHide(1, 9, 3, 'voluntary')).toThrow(refused('paper_few_class'));
});
