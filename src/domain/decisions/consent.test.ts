import { expect, test } from 'vitest';
import { answerFrom, fieldsOf } from './answer.ts';
import { consentOf } from './consent.ts';
import { countQuestion } from './count-question.ts';
import { askedFrom, type TypedQuestion } from './question.ts';

const typed: TypedQuestion = {
	title: { en: 'That we meet in the library' },
	text: {},
	options: {},
	method: 'consent',
	seats: '',
	min: '',
	max: '',
	highest: '',
	dots: '',
};
const asked = askedFrom(typed);
const refused = (code: string, field: string) =>
	expect.objectContaining({ code: `decisions.${code}`, field }) as Error;
const seats = ['a', 'b', 'c', 'd'];

test('it has its own answers, and takes no others', () => {
	expect(asked.options.map(({ id }) => id)).toEqual([
		'agree',
		'reservation',
		'stand_aside',
		'block',
	]);
	expect(() => askedFrom({ ...typed, options: { en: 'Yes\nNo' } })).toThrow(
		refused('consent_options', 'options_en'),
	);
});

test('a reservation and an objection say why; nobody abstains', () => {
	const from = (option: string, reason = '') =>
		answerFrom(asked, [
			['option', option],
			['reason', reason],
		]);
	expect(from('agree')).toEqual({ marks: { agree: 1 } });
	const block = from('block', ' Too far. ');
	expect(block).toEqual({ marks: { block: 1 }, reason: 'Too far.' });
	expect(answerFrom(asked, fieldsOf(asked, block))).toEqual(block);
	expect(() => from('block')).toThrow(refused('reason_missing', 'reason'));
	expect(() => from('reservation', ' ')).toThrow(refused('reason_missing', 'reason'));
	expect(() => from('block', 'x'.repeat(1001))).toThrow(refused('reason_long', 'reason'));
	expect(() => from('abstain')).toThrow(refused('choose_answer', 'option'));
	expect(() => from('')).toThrow(refused('choose_answer', 'option'));
});

const said = (seatId: string, answer: 'agree' | 'reservation' | 'stand_aside' | 'block') => ({
	seatId,
	answer,
});
test.each([
	[[], [], false],
	[[said('a', 'agree')], [], true],
	[[said('a', 'stand_aside')], [], false],
	[[said('a', 'agree'), said('b', 'block')], [], false],
	[[said('a', 'agree'), said('b', 'block')], ['b'], true],
	[[said('a', 'block'), said('b', 'block')], ['b'], false],
	[[said('a', 'agree')], ['c'], true],
] as const)('%j, resolved %j: reached %j', (answers, resolved, reached) => {
	const found = consentOf(
		seats,
		answers,
		resolved.map((seatId) => ({ seatId, reason: 'Mended.' })),
	);
	expect(found.reached).toBe(reached);
});

test('counted, it chooses consent or nothing, and nobody’s lot', () => {
	const count = (resolved: readonly string[]) =>
		countQuestion({
			asked,
			roll: seats.map((seatId) => ({ seatId, sectorId: 's', present: true })),
			ballots: [
				{ seatId: 'a', answer: { marks: { agree: 1 } } },
				{ seatId: 'b', answer: { marks: { block: 1 }, reason: 'Too far.' } },
			],
			tie: 'casting_vote_of_chair',
			seed: '00',
			lot: (tied) => tied,
			resolved: resolved.map((seatId) => ({ seatId, reason: 'A bus goes there.' })),
		});
	expect(count([])).toMatchObject({ chosen: [], tie: null, consent: { reached: false, block: 1 } });
	expect(count(['b'])).toMatchObject({ chosen: ['agree'], tie: null, consent: { reached: true } });
});
