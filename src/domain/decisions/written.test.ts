import { expect, test } from 'vitest';
import { sampleRules } from '../partnerships/sample-rules.ts';
import type { Choice } from './ballot.ts';
import { countWritten, deadlineFrom, outcomeOf, remindAt, type WrittenCount } from './written.ts';

const at = (day: number, hour = 12) => new Date(Date.UTC(2026, 10, day, hour));
const refused = (code: string) => expect.objectContaining({ code }) as Error;

test.each([
	['no date', undefined, 'deadline_wrong'],
	['the past', at(1), 'deadline_soon'],
	['an hour short of a week', at(17, 11), 'deadline_soon'],
	['a hundred days', at(110), 'deadline_late'],
])('a deadline: %s', (_, typed, code) => {
	expect(() => deadlineFrom(typed, at(10), 7)).toThrow(refused(`decisions.${code}`));
});

test('a week is enough, and without days of notice an hour is the least', () => {
	expect(deadlineFrom(at(17), at(10), 7)).toEqual(at(17));
	expect(() => deadlineFrom(at(10), at(10), 0)).toThrow(refused('decisions.deadline_soon'));
	expect(deadlineFrom(at(10, 13), at(10), 0)).toEqual(at(10, 13));
});

test('who is silent is reminded two days before, or half-way', () => {
	expect(remindAt(at(10), at(20))).toEqual(at(18));
	expect(remindAt(at(10), at(12))).toEqual(at(11));
});

const counting = (silence: 'assent' | 'abstain', said: Record<string, Choice>): WrittenCount => ({
	rule: {
		constitution: '1',
		decisionClass: 'ordinary',
		threshold: sampleRules.thresholds.ordinary,
		tie: 'falls',
		quorum: sampleRules.quorum,
		silence,
		objectors: 0,
		reported: true,
	},
	roll: ['a', 'b', 'c', 'd', 'vacant'].map((seatId) => ({
		seatId,
		sectorId: 's',
		present: seatId !== 'vacant',
	})),
	answers: Object.entries(said).map(([seatId, choice]) => ({ seatId, choice })),
	sectors: ['s'],
});

test.each([
	['abstain', { a: 'for' }, { for: 1, against: 0, abstained: 3, absent: 1 }, 'carried'],
	['abstain', { a: 'against' }, { for: 0, against: 1, abstained: 3, absent: 1 }, 'not_carried'],
	['abstain', {}, { for: 0, against: 0, abstained: 4, absent: 1 }, 'not_carried'],
	['assent', {}, { for: 4, against: 0, abstained: 0, absent: 1 }, 'carried'],
	['assent', { a: 'against', b: 'against' }, { for: 2, against: 2 }, 'not_carried'],
	['assent', { a: 'abstain', b: 'against' }, { for: 2, against: 1, abstained: 1 }, 'carried'],
] as const)('silence is %s: %o', (silence, said, counts, outcome) => {
	const { count, silent } = countWritten(counting(silence, said));
	expect(count.counts).toMatchObject(counts);
	expect(silent).toHaveLength(4 - Object.keys(said).length);
	expect(outcomeOf(count, true)).toBe(outcome);
	expect(outcomeOf(count, false)).toBe('too_few');
});

test('equal votes that the rules leave to the chair wait for the casting vote', () => {
	const input = counting('abstain', { a: 'for', b: 'against' });
	const tied = { ...input, rule: { ...input.rule, tie: 'casting_vote_of_chair' as const } };
	expect(outcomeOf(countWritten(tied).count, true)).toBeNull();
	expect(outcomeOf(countWritten({ ...tied, castingVote: 'for' }).count, true)).toBe('carried');
});
