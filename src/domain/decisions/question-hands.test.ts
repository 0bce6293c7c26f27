import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countQuestion } from './count-question.ts';
import {
	handsAsAnswers,
	questionHandsFrom,
	seatsIn,
	takesQuestionHands,
} from './question-hands.ts';
import { askedFrom, type QuestionMethod } from './question.ts';

const asked = (method: QuestionMethod, max = '') =>
	askedFrom({
		title: { en: 'Which?' },
		text: {},
		options: { en: 'A\nB\nC' },
		method,
		seats: '1',
		min: '',
		max,
		highest: '',
		dots: '',
	});
const from = (of: ReturnType<typeof asked>, typed: Record<string, string>, most = 10) =>
	questionHandsFrom(of, (field) => typed[field], most);
const refused = (code: string, field: string) =>
	expect.objectContaining({ code: `decisions.${code}`, field }) as Error;

test('only where a hand makes sense, and every vote weighs alike', () => {
	const roll = [{ weight: '1' }, {}] as never;
	for (const method of ['one', 'several', 'approval'] as const)
		expect(takesQuestionHands({ asked: asked(method), roll })).toBe(true);
	for (const method of ['score', 'dots', 'irv', 'meek'] as const)
		expect(takesQuestionHands({ asked: asked(method), roll })).toBe(false);
	const uneven = [{ weight: '2' }, {}] as never;
	expect(takesQuestionHands({ asked: asked('one'), roll: uneven })).toBe(false);
});

test('what nobody could have raised is refused at its field', () => {
	expect(
		from(asked('one'), { 'hands-o1': '4', 'hands-o2': ' 2 ', 'hands-abstained': '1' }),
	).toEqual({ options: { o1: 4, o2: 2, o3: 0 }, voters: 6, abstained: 1 });
	expect(seatsIn(from(asked('one'), {}))).toBe(0);
	expect(() => from(asked('one'), { 'hands-o2': 'two' })).toThrow(
		refused('score_whole', 'hands-o2'),
	);
	expect(() => from(asked('one'), { 'hands-o2': '-1' })).toThrow(
		refused('score_whole', 'hands-o2'),
	);
	expect(() => from(asked('one'), { 'hands-o1': '9', 'hands-abstained': '2' })).toThrow(
		refused('hands_many', 'hands-o1'),
	);
	expect(() => from(asked('approval'), { 'hands-o2': '3', 'hands-voters': '2' })).toThrow(
		refused('hands_option', 'hands-o2'),
	);
	expect(() => from(asked('approval'), { 'hands-o2': '1', 'hands-voters': '2' })).toThrow(
		refused('hands_uneven', 'hands-voters'),
	);
	expect(() =>
		from(asked('several', '1'), { 'hands-o1': '2', 'hands-o2': '1', 'hands-voters': '2' }),
	).toThrow(refused('hands_uneven', 'hands-voters'));
});

test('dealt out, hands count as they were raised, on ballots that could have been cast', () => {
	fc.assert(
		fc.property(
			fc.constantFrom('one', 'several', 'approval'),
			fc.array(fc.subarray(['o1', 'o2', 'o3'], { minLength: 1 }), { maxLength: 12 }),
			fc.nat(3),
			(method, raised, abstained) => {
				const of = asked(method, '2');
				const most = method === 'one' ? 1 : of.limits.max;
				const ballots = raised.map((options) => options.slice(0, most));
				const counts = (id: string) => ballots.filter((each) => each.includes(id)).length;
				const hands = from(
					of,
					{
						'hands-o1': String(counts('o1')),
						'hands-o2': String(counts('o2')),
						'hands-o3': String(counts('o3')),
						'hands-voters': String(ballots.length),
						'hands-abstained': String(abstained),
					},
					20,
				);
				const answers = handsAsAnswers(of, hands);
				expect(answers).toHaveLength(ballots.length + abstained);
				const count = (
					said: readonly Parameters<typeof countQuestion>[0]['ballots'][number]['answer'][],
				) =>
					countQuestion({
						asked: of,
						roll: said.map((_, at) => ({ seatId: `s${at}`, sectorId: 'x', present: true })),
						ballots: said.map((answer, at) => ({ seatId: `s${at}`, answer })),
						tie: 'falls',
						seed: '00',
						lot: (tied) => tied,
					});
				const own = ballots.map((ids) => ({ marks: Object.fromEntries(ids.map((id) => [id, 1])) }));
				const none = Array.from({ length: abstained }, () => ({ marks: {} }));
				expect(count(answers)).toEqual(count([...own, ...none]));
			},
		),
	);
});
