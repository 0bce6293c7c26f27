import { describe, expect, test } from 'vitest';
import { answerFrom, fieldsOf, type Answer, type Field } from './answer.ts';
import { countQuestion, type QuestionCount } from './count-question.ts';
import { countFile } from './methods/registry.ts';
import { ballotFile, countMethod } from './question-file.ts';
import {
	askedFrom,
	questionAdmits,
	questionStates,
	type Asked,
	type TypedQuestion,
} from './question.ts';

const typed = (more: Partial<TypedQuestion>): TypedQuestion => ({
	title: { en: 'Which logo?' },
	text: {},
	options: { en: 'Red\nGreen\nBlue' },
	method: 'one',
	seats: '',
	min: '',
	max: '',
	highest: '',
	dots: '',
	...more,
});
const ask = (method: string, more: Partial<TypedQuestion> = {}): Asked =>
	askedFrom(typed({ method, ...more }));
const refused = (code: string, field?: string) =>
	expect.objectContaining({ code, ...(field ? { field } : {}) }) as unknown;
const fields = (text: string): Field[] =>
	text === ''
		? []
		: text.split('&').map((pair): Field => {
				const [name = '', value = ''] = pair.split('=');
				return [name, value];
			});

describe('what may be asked', () => {
	test('options are lines, in two languages beside each other', () => {
		expect(
			ask('approval', { options: { en: ' Red \n\nGreen', cy: 'Coch\r\nGwyrdd' } }).options,
		).toEqual([
			{ id: 'o1', title: { en: 'Red', cy: 'Coch' } },
			{ id: 'o2', title: { en: 'Green', cy: 'Gwyrdd' } },
		]);
	});
	test.each<[Partial<TypedQuestion>, string, string]>([
		[{ title: {} }, 'decisions.question_missing', 'title_en'],
		[{ title: { en: 'x'.repeat(201) } }, 'decisions.text_long', 'title_en'],
		[{ options: { en: 'Red' } }, 'decisions.options_missing', 'options_en'],
		[{ options: { en: 'Red\nRed' } }, 'decisions.option_twice', 'options_en'],
		[{ options: { en: 'a\nb', cy: '"a”\n”a"' } }, 'decisions.option_twice', 'options_cy'],
		[{ options: { en: 'a\nb', cy: 'a' } }, 'decisions.options_uneven', 'options_cy'],
		[{ options: { en: `a\n${'x'.repeat(201)}` } }, 'decisions.text_long', 'options_en'],
		[
			{ options: { en: Array.from({ length: 31 }, (_, at) => `n${at}`).join('\n') } },
			'decisions.options_most',
			'options_en',
		],
		[{ method: 'shouting' }, 'decisions.choose_method', 'method'],
		[{ seats: '3' }, 'decisions.number_between', 'seats'],
		[{ method: 'several', max: '4' }, 'decisions.number_between', 'max'],
		[{ method: 'several', max: '1', min: '2' }, 'decisions.number_between', 'min'],
		[{ method: 'score', highest: '-1' }, 'decisions.number_between', 'highest'],
		[{ method: 'dots', dots: '0' }, 'decisions.number_between', 'dots'],
		[{ method: 'dots', dots: '1.5' }, 'decisions.number_between', 'dots'],
	])('%o is refused as %s at %s', (more, code, field) => {
		expect(() => askedFrom(typed(more))).toThrow(refused(code, field));
	});
});

const said: readonly [string, string, Answer][] = [
	['one', 'option=o2', { marks: { o2: 1 } }],
	['one', 'option=abstain', { marks: {} }],
	['several', 'option-o3=on&option-o1=on', { marks: { o1: 1, o3: 1 } }],
	['approval', 'abstain=on', { marks: {} }],
	['score', 'mark-o1=5&mark-o2=0&mark-o3=', { marks: { o1: 5, o2: 0 } }],
	['dots', 'mark-o1=2&mark-o2=0&mark-o3=1', { marks: { o1: 2, o3: 1 } }],
	['irv', 'rank-o3=1&rank-o1=2&rank-o2=', { order: ['o3', 'o1'] }],
	['schulze', 'abstain=on', { order: [] }],
];

describe('a ballot', () => {
	test.each(said)('%s: %s is read, and written as it was said', (method, form, answer) => {
		const asked = ask(method);
		expect(answerFrom(asked, fields(form))).toEqual(answer);
		expect(answerFrom(asked, fieldsOf(asked, answer))).toEqual(answer);
	});
	test.each<[string, string, string]>([
		['one', '', 'decisions.choose_option'],
		['one', 'option=o9', 'decisions.unknown_option'],
		['several', 'option-o9=on', 'decisions.unknown_option'],
		['several', 'option-__proto__=on', 'decisions.unknown_option'],
		['several', 'option-o1=on&abstain=on', 'decisions.abstain_and_more'],
		['score', 'mark-o1=-1', 'decisions.score_low'],
		['score', 'mark-o1=6', 'decisions.score_high'],
		['score', 'mark-o1=2.5', 'decisions.score_whole'],
		['score', 'mark-o1=1e2', 'decisions.score_whole'],
		['score', 'mark-o9=1', 'decisions.unknown_option'],
		['dots', 'mark-o1=-1', 'decisions.score_low'],
		['dots', 'mark-o1=2&mark-o2=2', 'decisions.dots_many'],
		['dots', 'mark-o1=4', 'decisions.dots_many'],
		['meek', 'rank-o1=1&rank-o2=3', 'decisions.rank_skipped'],
		['meek', 'rank-o1=2', 'decisions.rank_skipped'],
		['meek', 'rank-o1=1&rank-o2=1', 'decisions.rank_repeated'],
		['meek', 'rank-o1=4', 'decisions.number_between'],
		['meek', 'rank-o1=first', 'decisions.number_between'],
		['meek', 'rank-o9=1', 'decisions.unknown_option'],
		['irv', 'rank-o1=1&abstain=on', 'decisions.abstain_and_more'],
	])('%s: %s is refused as %s', (method, form, code) => {
		expect(() => answerFrom(ask(method), fields(form))).toThrow(refused(code));
	});
	test('limits of choosing several', () => {
		const asked = ask('several', { min: '2', max: '2' });
		const short = 'option-o1=on';
		expect(() => answerFrom(asked, fields(short))).toThrow(refused('decisions.options_few'));
		const long = 'option-o1=on&option-o2=on&option-o3=on';
		expect(() => answerFrom(asked, fields(long))).toThrow(refused('decisions.options_many'));
	});
});

describe('counting', () => {
	const roll = ['s1', 's2', 's3', 's4'].map((seatId) => ({
		seatId,
		sectorId: 'x',
		present: seatId !== 's4',
	}));
	const byName = (names: readonly string[]) => [...names].sort();
	const count = (method: string, forms: string[], more: Partial<QuestionCount> = {}) => {
		const asked = ask(method);
		return countQuestion({
			asked,
			roll,
			ballots: forms.map((form, at) => ({
				seatId: `s${at + 1}`,
				answer: answerFrom(asked, fields(form)),
			})),
			tie: 'falls',
			seed: 'f00d',
			lot: byName,
			...more,
		});
	};
	test('the option with most is chosen; whoever abstained is counted as that', () => {
		expect(count('one', ['option=o2', 'option=o2', 'option=abstain'])).toMatchObject({
			electors: 4,
			present: 3,
			ballots: 3,
			abstained: 1,
			chosen: ['o2'],
			tie: null,
			seed: null,
			count: { quota: '2', stages: [{ votes: { o1: '0', o2: '2', o3: '0' } }] },
		});
	});
	test('equal votes go by the rule of the body', () => {
		const forms = ['option=o1', 'option=o3'];
		expect(count('one', forms)).toMatchObject({
			chosen: [],
			tie: { rule: 'falls', among: ['o1', 'o3'], places: 1, chosen: [] },
		});
		// "Blue" is drawn ahead of "Red".
		expect(count('one', forms, { tie: 'lot' })).toMatchObject({ chosen: ['o3'], seed: 'f00d' });
		const chairs = { tie: 'casting_vote_of_chair' as const };
		expect(count('one', forms, chairs)).toMatchObject({ chosen: [], tie: { chosen: null } });
		expect(count('one', forms, { ...chairs, casting: ['o1'] })).toMatchObject({
			chosen: ['o1'],
			count: { elected: ['o1'], stages: [{ elected: ['o1'] }] },
		});
		for (const casting of [['o2'], [], ['o1', 'o3']])
			expect(() => count('one', forms, { ...chairs, casting })).toThrow(RangeError);
	});
	test('a ranked count keeps its stages; a needed lot is drawn and its seed kept', () => {
		const found = count('irv', ['rank-o1=1', 'rank-o2=1&rank-o1=2', 'rank-o3=1']);
		expect(found).toMatchObject({ seed: 'f00d', tie: null });
		expect(found.count).toHaveProperty('stages.length', 3);
	});
	test.each(['one', 'irv', 'schulze'])(
		'%s: who counts the file draws the same lot, a quotation mark in a name or none',
		(method) => {
			// A straight mark comes before any letter and a curled one after them.
			const asked = ask(method, { options: { en: '"Zoo"\nAlder' } });
			const answers = asked.options.map(({ id }): Answer =>
				method === 'one' ? { marks: { [id]: 1 } } : { order: [id] },
			);
			const ballots = answers.map((answer, at) => ({ seatId: `s${at + 1}`, answer }));
			const found = count(method, [], { asked, ballots, tie: 'lot' });
			expect(found).toMatchObject({ chosen: ['o2'], seed: 'f00d' });
			const file = ballotFile(
				asked,
				answers.map((answer) => ({ answer, count: 1 })),
			);
			const again = countFile(file.text, countMethod(asked), null, byName);
			expect(again.elected.map((at) => again.candidates[at])).toEqual(['Alder']);
		},
	);
	test.each(['one', 'irv', 'meek', 'schulze'])(
		'%s: without a vote nobody is chosen, by lot neither',
		(method) => {
			const nothing = method === 'one' ? 'option=abstain' : 'abstain=on';
			for (const forms of [[], [nothing, nothing]])
				expect(count(method, forms, { tie: 'lot' })).toMatchObject({
					chosen: [],
					tie: null,
					seed: null,
					abstained: forms.length,
					count: { stages: [], elected: [] },
				});
		},
	);
	test('weights are counted in whole parts of a vote', () => {
		const weighed = roll.map((seat) => ({ ...seat, weight: seat.seatId === 's1' ? '3/2' : '1' }));
		expect(count('one', ['option=o1', 'option=o2'], { roll: weighed })).toMatchObject({
			per: 2,
			chosen: ['o1'],
			count: { stages: [{ votes: { o1: '3', o2: '2' } }] },
		});
	});
	test('a ballot of nobody on the roll, and two of one seat, stop it', () => {
		const answer = { marks: { o1: 1 } };
		for (const seats of [['s4'], ['s9'], ['s1', 's1']])
			expect(() =>
				count('one', [], { ballots: seats.map((seatId) => ({ seatId, answer })) }),
			).toThrow(RangeError);
	});
});

test('nothing leads out of what is shown or void, and nothing is cast but while it is open', () => {
	expect(questionStates.filter((state) => questionAdmits(state, 'cast'))).toEqual(['open']);
	for (const state of ['shown', 'void'] as const)
		for (const act of ['open', 'cast', 'close', 'show', 'void', 'edit', 'remove'] as const)
			expect(questionAdmits(state, act)).toBe(false);
});
