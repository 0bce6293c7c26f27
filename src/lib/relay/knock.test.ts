import { expect, test } from 'vitest';
import { closeCode } from '#domain/relay/protocol.ts';
import { knockWindow, Queue } from './knock.ts';

test.each([
	['a server that restarts', 0, closeCode.restarting, 4_000],
	['a line that broke', 0, 1006, 2_000],
	['in vain, at once', 300, 1006, 2_000],
	['a server that does not come back', 13_500, 1006, 13_500],
	['for long', 600_000, 1006, 30_000],
])('%s: gone for %i ms, code %i, within %i ms', (_what, goneFor, code, window) => {
	expect(knockWindow(goneFor, code)).toBe(window);
});

test.each([1_000, 5_000, 20_000, 120_000])(
	'after an outage of %i ms all are back in as long again, however they drew',
	(outage) => {
		let chance = 0;
		const random = () => (chance = (chance + 0.618034) % 1);
		const waited = Array.from({ length: 1_000 }, () => {
			let at = 0;
			let code: number = closeCode.restarting;
			while (at < outage) {
				at += new Queue().wait(at, knockWindow(at, code), random);
				code = 1006;
			}
			return at - outage;
		});
		expect(Math.max(...waited)).toBeLessThanOrEqual(Math.min(30_000, Math.max(4_000, outage)));
		// They do not come together either.
		const windows = new Set(waited.map((ms) => Math.floor(ms / 100)));
		expect(windows.size).toBeGreaterThan(10);
	},
);

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
