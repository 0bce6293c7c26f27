import { isRefusal } from '../kernel/refusal.ts';
import { expect, test } from 'vitest';
import {
	assertPapersHide,
	countedAlike,
	paperTotalsFrom,
	assertTellers,
	attestation,
	mayAttest,
	totalsSeen,
} from './paper-totals.ts';

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

test('two tellers are two people who are there', () => {
	const there = new Set(['a', 'b']);
	const refused = (first: string, second: string) => {
		try {
			assertTellers([first, second], there);
			return null;
		} catch (error) {
			return isRefusal(error) ? `${error.code} ${error.field}` : error;
		}
	};
	expect(refused('a', 'b')).toBeNull();
	expect(refused('', 'b')).toBe('decisions.tellers_two tellerId');
	expect(refused('a', '')).toBe('decisions.tellers_two secondTellerId');
	expect(refused('a', 'a')).toBe('decisions.tellers_two secondTellerId');
	expect(refused('c', 'b')).toBe('decisions.teller_away tellerId');
});

test.each([
	// Who attests for a teller "t": by account only they do; the chair not where t can sign in, is the chair, or was entered for by the chair.
	['account', 't', false, false, true, true],
	['account', 'x', true, false, true, false],
	['pin', 'x', false, true, true, true],
	['chair', 'x', true, false, false, true],
	['chair', 'x', true, false, true, false],
	['chair', 'x', true, true, false, false],
	['chair', 'x', false, false, false, false],
	['chair', 't', true, false, false, false],
] as const)('%s by %s (presides %s, entered %s), who can sign in %s: %s', (...row) => {
	const [how, personId, presides, entered, canSignIn, may] = row;
	expect(mayAttest({ personId: 't', canSignIn }, how, { personId, presides, entered })).toBe(may);
});

test('how both stood for it, in whichever order', () => {
	expect(attestation('chair', 'account')).toBe('account_chair');
	expect(attestation('account', 'chair')).toBe('account_chair');
	expect(attestation('pin', 'pin')).toBe('pin_pin');
	expect(totalsSeen({ for: 1, against: 2, abstained: 0, spoiled: 1 })).toBe('1 2 0 1');
});
