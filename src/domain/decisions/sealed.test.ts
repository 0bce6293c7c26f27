import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Answer } from './answer.ts';
import { choices } from './ballot.ts';
import { askedFrom, type Asked } from './question.ts';
import { answerFromWords, answerPaper, answerWords } from './sealed-answer.ts';
import { codeFrom, isCode, motionPaper, plaintext, readPlaintext, sealedFrom } from './sealed.ts';

const poll = '11111111-1111-4111-8111-111111111111';
const random = fc.uint8Array({ minLength: 24, maxLength: 24 });

test('a code is five groups of five; one wrong sign is noticed', () => {
	fc.assert(
		fc.property(random, fc.nat(23), fc.integer({ min: 1, max: 31 }), (bytes, at, step) => {
			const code = codeFrom(bytes);
			expect(code).toMatch(/^(\w{5}-){4}\w{5}$/);
			expect(isCode(code)).toBe(true);
			const other = Uint8Array.from(bytes);
			other[at] = ((other[at] as number) + step) & 31;
			const misread = `${codeFrom(other).slice(0, -1)}${code.slice(-1)}`;
			// The factors are odd, so that every other sign changes the check.
			expect(isCode(misread)).toBe(false);
		}),
	);
});

test('every ballot is as long as every other, and is read again', () => {
	fc.assert(
		fc.property(random, fc.constantFrom(...choices), (bytes, choice) => {
			const ballot = { code: codeFrom(bytes), choice };
			const sealed = plaintext(poll, ballot);
			expect(sealed).toHaveLength(motionPaper.bytes);
			expect(readPlaintext(poll, sealed)).toEqual(ballot);
			expect(readPlaintext(poll.replace('1', '2'), sealed)).toBeNull();
		}),
	);
});

test('what is no ballot opens to nothing', () => {
	for (const text of ['', 'x', '{}', '[]', 'null', '{"poll":1}'])
		expect(
			readPlaintext(poll, new TextEncoder().encode(text.padEnd(motionPaper.bytes))),
		).toBeNull();
	expect(readPlaintext(poll, new Uint8Array(motionPaper.bytes).fill(255))).toBeNull();
	for (const sent of [null, '', 'AAAA', 'A'.repeat(511), '*'.repeat(512)])
		expect(() => sealedFrom(sent)).toThrow(
			expect.objectContaining({ code: 'decisions.not_sealed' }) as Error,
		);
	expect(sealedFrom('A'.repeat(512))).toHaveLength(384);
});

const asked = (method: string, more: object = {}): Asked =>
	askedFrom({
		title: { en: 'Which?' },
		text: {},
		options: { en: Array.from({ length: 30 }, (_, at) => `Option ${at}`).join('\n') },
		method,
		seats: '',
		min: '',
		max: '',
		highest: '100',
		dots: '',
		...more,
	});

test('an answer is one line of signs, read as it was written, and as long as every other once it is filled up', () => {
	const places = fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 30 });
	fc.assert(
		fc.property(random, places, fc.integer({ min: 0, max: 100 }), (bytes, some, score) => {
			const ids = some.map((place) => `o${place}`);
			const of = (method: string, answer: Answer) => {
				const question = asked(method);
				const said = answerWords(question, answer);
				expect(answerFromWords(question, said)).toEqual(answer);
				const paper = answerPaper(question);
				const ballot = { code: codeFrom(bytes), choice: said };
				const sealed = plaintext(poll, ballot, paper);
				expect(sealed).toHaveLength(316);
				expect(readPlaintext(poll, sealed, paper)).toEqual(ballot);
			};
			const marks = (mark: number) => Object.fromEntries(ids.map((id) => [id, mark]));
			of('irv', { order: ids });
			of('approval', { marks: marks(1) });
			of('score', { marks: marks(score) });
			of('score', { marks: Object.fromEntries(ids.map((id) => [id, 100])) });
		}),
	);
});

test('what the method does not take, and any second way to write an answer, is no ballot', () => {
	const wrong: readonly [string, readonly string[]][] = [
		['irv', ['', '1>1', '31', '0', '01', '1>', '1=1', 'o1', '1>2>abstain', ' 1', '1 ', '-1']],
		['one', ['', '1', '1=2', '1=1,2=1', '31=1', '0=1', '1=01', 'abstain,1=1']],
		['approval', ['2=1,1=1', '1=1,1=1', '1=0', '1=-1', '1=1,']],
		['score', ['1=101', '1=5,1=5', '1=1.5', '1=']],
		['dots', ['1=31', '1=20,2=20', '1=0']],
	];
	for (const [method, lines] of wrong)
		for (const said of lines)
			expect(answerPaper(asked(method)).says(said), `${method} ${said}`).toBe(false);
});
