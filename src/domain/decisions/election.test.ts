import { expect, test } from 'vitest';
import {
	assertRoomFor,
	candidateAfter,
	candidateStates,
	contested,
	phaseOf,
	planFrom,
	statementFrom,
} from './election.ts';

const at = (day: number, hour = 12) => new Date(Date.UTC(2026, 10, day, hour));
const refused = (code: string, field: string) =>
	expect.objectContaining({ code: `decisions.${code}`, field }) as Error;
const typed = {
	office: 'chair',
	method: 'irv',
	several: false,
	nominationsClose: at(10),
	votingCloses: at(20),
	termStartsOn: '2026-12-01',
};

test('a plan with time for nominations and for the vote', () => {
	const { several, ...plan } = typed;
	expect(several).toBe(false);
	expect(planFrom(typed, at(1))).toEqual(plan);
});

test.each([
	[{ office: 'king' }, 'choose_office', 'office'],
	[{ method: 'one' }, 'choose_method', 'method'],
	[{ several: true }, 'method_one_place', 'method'],
	[{ nominationsClose: undefined }, 'deadline_wrong', 'nominations_date'],
	[{ votingCloses: undefined }, 'deadline_wrong', 'voting_date'],
	[{ nominationsClose: at(2, 7) }, 'election_soon', 'nominations_date'],
	[{ votingCloses: at(11, 7) }, 'election_soon', 'voting_date'],
	[{ votingCloses: at(120) }, 'deadline_late', 'voting_date'],
	[{ termStartsOn: '2026-11-19' }, 'term_start', 'term_starts_on'],
	[{ termStartsOn: 'soon' }, 'term_start', 'term_starts_on'],
])('refused: %o', (change, code, field) => {
	expect(() => planFrom({ ...typed, ...change }, at(1))).toThrow(refused(code, field));
});

test('nobody stands without saying so', () => {
	expect(candidateAfter('asked', 'stand')).toBe('standing');
	expect(candidateAfter('standing', 'withdraw')).toBe('withdrawn');
	expect(candidateAfter('withdrawn', 'stand')).toBe('standing');
	expect(candidateStates.filter((state) => candidateAfter(state, 'withdraw') !== null)).toEqual([
		'standing',
	]);
	expect(candidateAfter('standing', 'decline')).toBeNull();
});

test('phases go by the clock, whatever the jobs have done', () => {
	const election = { nominationsClose: at(10), votingCloses: at(20) };
	const phase = (state: 'nominations' | 'voting' | 'settled', day: number) =>
		phaseOf({ ...election, state }, at(day));
	expect([phase('nominations', 9), phase('nominations', 10)]).toEqual(['nominations', 'ready']);
	expect([phase('voting', 19), phase('voting', 20)]).toEqual(['voting', 'counting']);
	expect(phase('settled', 1)).toBe('settled');
});

test('as many places as candidates need no vote; words are bounded', () => {
	expect([contested(1, 1), contested(2, 1), contested(2, 2)]).toEqual([false, true, false]);
	expect(statementFrom({ en: ' Hello. ', cy: '' })).toEqual({ en: 'Hello.' });
	expect(() => statementFrom({ cy: 'x'.repeat(2001) })).toThrow(
		refused('text_long', 'statement_cy'),
	);
});

test('a ballot holds so many candidates', () => {
	const named = (state: 'asked' | 'standing' | 'declined', count: number) =>
		Array.from({ length: count }, () => ({ state }));
	assertRoomFor([...named('asked', 10), ...named('standing', 19), ...named('declined', 5)]);
	expect(() => assertRoomFor([...named('asked', 10), ...named('standing', 20)])).toThrow(
		refused('candidates_most', 'personId'),
	);
});
