import { expect, test } from 'vitest';
import { queueOf, type RaisedHand } from './queue.ts';

const at = (minutes: number) => new Date(Date.UTC(2026, 11, 3, 14, minutes));
const hand = (id: string, personId: string, raised: number, rest: Partial<RaisedHand> = {}) => ({
	id,
	personId,
	itemId: 'item',
	raisedAt: at(raised),
	calledAt: null,
	finishedAt: null,
	...rest,
});
const spoke = { calledAt: at(3), finishedAt: at(4) };
const down = { finishedAt: at(4) };

test.each<[string, RaisedHand[], string[], string | null]>([
	['nobody', [], [], null],
	['as raised', [hand('b', 'q', 2), hand('a', 'p', 1)], ['a', 'b'], null],
	[
		'who has spoken on this item waits behind who has not',
		[hand('0', 'p', 0, spoke), hand('a', 'p', 5), hand('b', 'q', 6)],
		['b', 'a'],
		null,
	],
	[
		'who spoke on another item does not',
		[hand('0', 'p', 0, { ...spoke, itemId: 'before' }), hand('a', 'p', 5), hand('b', 'q', 6)],
		['a', 'b'],
		null,
	],
	[
		'a hand that was raised and lowered was not heard',
		[hand('0', 'p', 0, down), hand('a', 'p', 5), hand('b', 'q', 6)],
		['a', 'b'],
		null,
	],
	[
		'who has the floor does not wait',
		[hand('a', 'p', 1, { calledAt: at(2) }), hand('b', 'q', 2)],
		['b'],
		'a',
	],
	['at one moment, always in one order', [hand('b', 'q', 1), hand('a', 'p', 1)], ['a', 'b'], null],
])('%s', (_, hands, waiting, speaking) => {
	const queue = queueOf(hands, 'item');
	expect(queue.waiting.map((each) => each.id)).toEqual(waiting);
	expect(queue.speaking?.id ?? null).toBe(speaking);
});
