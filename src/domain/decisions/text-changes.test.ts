import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changesBetween, marked, movedOver, withChanges, wordsOf } from './text-changes.ts';

const text = fc
	.array(fc.constantFrom('the', 'Board', 'agrees', 'a', 'plan', 'now,', '\n', ' '), {
		maxLength: 20,
	})
	.map((words) => words.join(' '));

test('words are the text again', () => {
	fc.assert(
		fc.property(fc.string(), (some) => {
			expect(wordsOf(some).join('')).toBe(some);
		}),
	);
});

test('the changes between two texts make the one into the other, and mark both', () => {
	fc.assert(
		fc.property(text, text, (before, after) => {
			const changes = changesBetween(before, after);
			expect(withChanges(before, changes)).toBe(after);
			const parts = marked(before, changes);
			const join = (without: string) =>
				parts
					.filter(({ kind }) => kind !== without)
					.map((part) => part.text)
					.join('');
			expect([join('inserted'), join('removed')]).toEqual([before, after]);
			if (before === after) expect(changes).toEqual([]);
		}),
	);
});

test('two amendments that are not in each other’s way come to one text in either order', () => {
	let met = 0;
	fc.assert(
		fc.property(text, text, text, (base, one, other) => {
			const a = changesBetween(base, one);
			const b = changesBetween(base, other);
			const bAfterA = movedOver(b, a);
			const aAfterB = movedOver(a, b);
			expect(bAfterA === null).toBe(aAfterB === null);
			if (!bAfterA || !aAfterB) return;
			met++;
			expect(withChanges(one, bAfterA)).toBe(withChanges(other, aAfterB));
		}),
		{ numRuns: 1000 },
	);
	expect(met).toBeGreaterThan(10);
});

test('the words of an added clause, and a change of the same words', () => {
	const base = 'That the Board approves the draft for public consultation.';
	const added =
		'That the Board approves the draft, with an Easy Read version, for public consultation.';
	const dropped = 'That the Board notes the draft for public consultation.';
	const renamed = 'That the Board adopts the draft for public consultation.';
	expect(changesBetween(base, added)).toEqual([
		{
			at: 5,
			removed: [' draft'],
			inserted: [' draft,', ' with', ' an', ' Easy', ' Read', ' version,'],
		},
	]);
	const a = changesBetween(base, added);
	const b = movedOver(changesBetween(base, dropped), a);
	expect(b && withChanges(added, b)).toBe(
		'That the Board notes the draft, with an Easy Read version, for public consultation.',
	);
	expect(movedOver(changesBetween(base, renamed), changesBetween(base, dropped))).toBeNull();
	expect(() => withChanges('Something else.', a)).toThrow(RangeError);
});
