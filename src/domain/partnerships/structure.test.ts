import { expect, test } from 'vitest';
import { checkDeputy, checkNesting, checkTerm, overlap, checkDeputyChain } from './structure.ts';

const term = (startsOn: string, endsOn: string | null) => ({ startsOn, endsOn });
const refused = (code: string) => expect.objectContaining({ code }) as Error;

test('a term may last a day or have no end, but not end before it begins', () => {
	checkTerm(term('2026-04-01', '2026-04-01'));
	checkTerm(term('2026-04-01', null));
	expect(() => checkTerm(term('2026-04-01', '2026-03-31'))).toThrow(
		refused('partnerships.term_backwards'),
	);
});

test.each([
	['2026-01-01', '2026-03-31', '2026-04-01', null, false],
	['2026-01-01', '2026-04-01', '2026-04-01', null, true],
	['2026-01-01', null, '2030-01-01', '2030-01-02', true],
	['2026-05-01', null, '2026-01-01', '2026-04-30', false],
])('%s to %s and %s to %s overlap: %s', (a, b, c, d, answer) => {
	expect(overlap(term(a, b), term(c, d))).toBe(answer);
	expect(overlap(term(c, d), term(a, b))).toBe(answer);
});

test('a body cannot hang under itself, however far up', () => {
	const lines = new Map<string, string | null>([
		['board', null],
		['exec', 'board'],
		['group', 'exec'],
	]);
	checkNesting('group', 'board', lines);
	checkNesting('group', null, lines);
	for (const parent of ['board', 'exec', 'group'])
		expect(() => checkNesting('board', parent, lines)).toThrow(
			refused('partnerships.body_in_itself'),
		);
	// A circle that is there already is refused, not followed for ever.
	const circle = new Map([
		['a', 'b'],
		['b', 'a'],
	]);
	expect(() => checkNesting('c', 'a', circle)).toThrow(refused('partnerships.body_in_itself'));
});

test('nobody deputises for themselves', () => {
	checkDeputy('p20', ['p11']);
	expect(() => checkDeputy('p11', ['p11'])).toThrow(refused('partnerships.deputy_for_themselves'));
});

test('nobody deputises for a deputy, whichever of the two is named first', () => {
	const chain = (deputies: string[], covered: string[]) => () =>
		checkDeputyChain('dee', ['ann'], new Set(deputies), new Set(covered));
	expect(chain([], [])).not.toThrow();
	expect(chain(['dee'], ['ann'])).not.toThrow();
	expect(chain(['ann'], [])).toThrow('partnerships.deputy_of_deputy');
	expect(chain([], ['dee'])).toThrow('partnerships.deputy_of_deputy');
});
