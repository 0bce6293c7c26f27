import { describe, expect, test } from 'vitest';
import { countMotion, type RollSeat } from '#domain/decisions/majority.ts';
import type { Ballot } from '#domain/decisions/ballot.ts';
import type { Threshold } from '#domain/partnerships/constitution.ts';
import { overwriteGetLocale } from '#lib/paraglide/runtime.js';
import { exactShare, reasonSentences, ruleSentence, verdictSentence } from './sentences.ts';

const simple: Threshold = {
	share: '1/2',
	atLeast: false,
	base: 'for_and_against',
	sectorMajority: 'none',
	noticeWorkingDays: null,
};
const sectors = [
	{ id: 's', name: { en: 'Statutory' } },
	{ id: 'p', name: { en: 'Private' } },
];

function result(votes: string, rule: Partial<Threshold> = {}, castingVote?: 'for' | 'against') {
	const roll: RollSeat[] = [];
	const ballots: Ballot[] = [];
	for (const [place, vote] of Array.from(votes).entries()) {
		const seatId = String(place);
		const sectorId = vote === vote.toUpperCase() ? 's' : 'p';
		roll.push({ seatId, sectorId, present: vote !== 'X' });
		const choice = { F: 'for', A: 'against', B: 'abstain' }[vote.toUpperCase()];
		if (choice) ballots.push({ seatId, choice: choice as Ballot['choice'] });
	}
	return countMotion({
		roll,
		ballots,
		threshold: { ...simple, ...rule },
		tie: 'casting_vote_of_chair',
		sectors: ['s', 'p'],
		castingVote,
	});
}

describe('in English', () => {
	test.each([
		[
			'FFFFFFFFFAAABNNXX',
			{ base: 'present' },
			'Carried. 9 for, 3 against, 1 abstained. 8 were needed.',
		],
		['F', {}, 'Carried. 1 for, 0 against, 0 abstained. 1 was needed.'],
		['FFAAAB', {}, 'Not agreed. 2 for, 3 against, 1 abstained. 3 were needed.'],
		[
			'FFFFFFFFFFFaaBB',
			{ share: '2/3', atLeast: true, sectorMajority: 'all' },
			'Not agreed. 11 for, 2 against, 2 abstained.',
		],
	] as const)('%s', (votes, rule, sentence) => {
		overwriteGetLocale(() => 'en');
		expect(verdictSentence(result(votes, rule))).toBe(sentence);
	});

	test('why', () => {
		overwriteGetLocale(() => 'en');
		expect(reasonSentences(result('FFFaa', { sectorMajority: 'all' }), sectors)).toEqual([
			'That was enough over all seats. A majority was needed in the sectors as well, and it was not reached in: Private.',
		]);
		expect(reasonSentences(result('FFAA', {}, 'for'), sectors)).toEqual([
			'The votes were equal. The chair’s casting vote was For.',
		]);
		expect(verdictSentence(result('FFAA', {}, 'for'))).toBe(
			'Carried. 2 for, 2 against, 0 abstained.',
		);
	});
});

test('in Welsh', () => {
	overwriteGetLocale(() => 'cy');
	expect(verdictSentence(result('FFFFFFFFFFFaaBB', { share: '3/4', sectorMajority: 'all' }))).toBe(
		'Ni chytunwyd. 11 o blaid, 2 yn erbyn, 2 yn ymatal.',
	);
});

test('every rule has its sentence in both languages', () => {
	for (const locale of ['en', 'cy'] as const) {
		overwriteGetLocale(() => locale);
		for (const [share, atLeast] of [
			['1/2', false],
			['1/2', true],
			['2/3', true],
			['2/3', false],
			['3/4', true],
			['1/1', true],
			['5/9', true],
		] as const)
			for (const base of ['for_and_against', 'cast', 'present', 'entitled'] as const)
				for (const sectorMajority of ['none', 'all', 1, 2, 3] as const) {
					const said = ruleSentence({ ...simple, share, atLeast, base, sectorMajority });
					expect(said).toMatch(/^[A-ZI].*\.$/);
					expect(said).not.toMatch(/decisions_|undefined/);
				}
	}
	overwriteGetLocale(() => 'en');
	expect(ruleSentence({ ...simple, share: '2/3', atLeast: true, sectorMajority: 'all' })).toBe(
		'To pass it needs two thirds of the votes cast. It needs a majority in every sector as well.',
	);
});

test.each([
	['2/3', 13, '8 2/3'],
	['1/2', 14, '7'],
	['1/2', 0, '0'],
	['3/4', 3, '2 1/4'],
])('%s of %d is %s', (share, base, exact) => {
	expect(exactShare(share, base)).toBe(exact);
});
