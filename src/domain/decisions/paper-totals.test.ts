import { expect, test } from 'vitest';
import { assertPapersHide, countedAlike, paperTotalsFrom } from './paper-totals.ts';

const from = (typed: Record<string, string>, given: number) =>
	paperTotalsFrom((field) => typed[field], given);
const refused = (code: string, field?: string) =>
	expect.objectContaining({ code: `decisions.${code}`, ...(field ? { field } : {}) }) as Error;

test('totals add up to the papers given out, spoiled ones too', () => {
	const typed = { 'paper-for': '3', 'paper-against': ' 1', 'paper-spoiled': '1' };
	expect(from(typed, 5)).toEqual({ for: 3, against: 1, abstained: 0, spoiled: 1 });
	expect(() => from(typed, 6)).toThrow(refused('paper_sum', 'paper-for'));
	expect(() => from({ 'paper-abstained': '-1' }, 0)).toThrow(
		refused('score_whole', 'paper-abstained'),
	);
	expect(countedAlike(from(typed, 5), from(typed, 5))).toBe(true);
	expect(countedAlike(from(typed, 5), from({ 'paper-for': '5' }, 5))).toBe(false);
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
});
