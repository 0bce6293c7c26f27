import { expect, test } from 'vitest';
import { closeCode } from '#domain/relay/protocol.ts';
import { knockWindow, Queue } from './knock.ts';

test.each([
	['a server that restarts', 0, closeCode.restarting, 4_000],
	['a line that broke', 0, 1006, 2_000],
	['once more in vain', 1, 1006, 3_000],
	['a server that does not come back', 3, closeCode.restarting, 13_500],
	['for long', 50, 1006, 30_000],
])('%s: %i failed, code %i, within %i ms', (_what, failed, code, window) => {
	expect(knockWindow(failed, code)).toBe(window);
});

test('the rooms of a page come one after another, and pages do not come together', () => {
	const draws = [0.25, 0.75];
	const random = () => draws.shift() as number;
	const one = new Queue();
	const first = [0, 3, 4].map((now) => one.wait(now, 4_000, random));
	expect(first).toEqual([1_000, 1_100, 1_200]);
	expect(new Queue().wait(0, 4_000, random)).toBe(3_000);
});

test('a later loss draws again', () => {
	const draws = [0.5, 0.1];
	const queue = new Queue();
	queue.wait(0, 1_000, () => draws.shift() as number);
	expect(queue.wait(1_001, 1_000, () => draws.shift() as number)).toBe(100);
});
