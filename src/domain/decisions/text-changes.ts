/** One change of a text: the words from `at` on, `removed` of them, give way to `inserted`. Words include the space before them. */
export interface TextChange {
	readonly at: number;
	readonly removed: readonly string[];
	readonly inserted: readonly string[];
}

/** A stretch of a text with its changes marked. */
export interface Marked {
	readonly kind: 'same' | 'removed' | 'inserted';
	readonly text: string;
}

/** The words of a text, each with the white space before it, so that they joined are the text again. */
export function wordsOf(text: string): string[] {
	return text.match(/\s*\S+|\s+$/gu) ?? [];
}

/** The longest text that is compared word by word; a longer one is changed as a whole. */
const longest = 4000;

/** What turns one text into another, word by word, the fewest words changed; in the order of the text. */
export function changesBetween(before: string, after: string): TextChange[] {
	const a = wordsOf(before);
	const b = wordsOf(after);
	if (a.length > longest || b.length > longest)
		return before === after ? [] : [{ at: 0, removed: a, inserted: b }];
	const common = commonWords(a, b);
	const changes: TextChange[] = [];
	let at = 0;
	let to = 0;
	for (const [left, right] of [...common, [a.length, b.length] as const]) {
		if (left > at || right > to)
			changes.push({ at, removed: a.slice(at, left), inserted: b.slice(to, right) });
		at = left + 1;
		to = right + 1;
	}
	return changes;
}

/** Pairs of places of a longest common run of words, in order. */
function commonWords(a: readonly string[], b: readonly string[]): (readonly [number, number])[] {
	const width = b.length + 1;
	const length = new Uint16Array((a.length + 1) * width);
	for (let i = a.length - 1; i >= 0; i--)
		for (let j = b.length - 1; j >= 0; j--)
			length[i * width + j] =
				a[i] === b[j]
					? (length[(i + 1) * width + j + 1] as number) + 1
					: Math.max(length[(i + 1) * width + j] as number, length[i * width + j + 1] as number);
	const pairs: (readonly [number, number])[] = [];
	for (let i = 0, j = 0; i < a.length && j < b.length;) {
		if (a[i] === b[j]) pairs.push([i++, j++]);
		else if ((length[(i + 1) * width + j] as number) >= (length[i * width + j + 1] as number)) i++;
		else j++;
	}
	return pairs;
}

/** The text with the changes made. Refuses (RangeError) changes of another text, or out of order. */
export function withChanges(text: string, changes: readonly TextChange[]): string {
	return marked(text, changes)
		.filter(({ kind }) => kind !== 'removed')
		.map((part) => part.text)
		.join('');
}

/** The text with its changes marked, in order. Refuses (RangeError) changes of another text, or out of order. */
export function marked(text: string, changes: readonly TextChange[]): Marked[] {
	const words = wordsOf(text);
	const parts: Marked[] = [];
	const put = (kind: Marked['kind'], some: readonly string[]) => {
		if (some.length > 0) parts.push({ kind, text: some.join('') });
	};
	let at = 0;
	for (const change of changes) {
		const there = words.slice(change.at, change.at + change.removed.length);
		if (change.at < at || there.join('\0') !== change.removed.join('\0'))
			throw new RangeError('changes of another text');
		put('same', words.slice(at, change.at));
		put('removed', change.removed);
		put('inserted', change.inserted);
		at = change.at + change.removed.length;
	}
	put('same', words.slice(at));
	return parts;
}

/** Whether two changes of one text cannot both be made: they touch the same words, or both put words in at one place. */
export function inEachOthersWay(a: TextChange, b: TextChange): boolean {
	const [first, second] = a.at <= b.at ? [a, b] : [b, a];
	if (first.at === second.at)
		return (
			(first.inserted.length > 0 && second.inserted.length > 0) ||
			(first.removed.length > 0 && second.removed.length > 0)
		);
	return first.at + first.removed.length > second.at;
}

/**
 * Changes of a text as changes of what it is after `done` were made to it; null where they touch the same words, so that
 * somebody has to say what is meant.
 */
export function movedOver(
	changes: readonly TextChange[],
	done: readonly TextChange[],
): TextChange[] | null {
	if (changes.some((change) => done.some((other) => inEachOthersWay(change, other)))) return null;
	return changes.map((change) => ({
		...change,
		at: done.reduce(
			(at, other) =>
				other.at < change.at || (other.at === change.at && other.removed.length === 0)
					? at + other.inserted.length - other.removed.length
					: at,
			change.at,
		),
	}));
}
