import { describe, expect, test } from 'vitest';
import { patient } from './patient-fetch.ts';

const data = 'http://board.test/larkhaven/meetings/1/__data.json?x-sveltekit-invalidated=01';
const failed = () => Promise.reject(new TypeError('Failed to fetch'));
const answers = (status: number) => () => Promise.resolve(new Response('{}', { status }));

/** A fetch that answers in this order, and what it waited and told meanwhile. */
function line(...outcomes: readonly (() => Promise<Response>)[]) {
	const waited: number[] = [];
	const held: number[] = [];
	let asked = 0;
	const fetch = patient(() => outcomes[asked++]?.() ?? failed(), {
		later: (milliseconds) => {
			waited.push(milliseconds);
			return Promise.resolve();
		},
		isOpen: (pathname) => pathname === '/larkhaven/meetings/2',
		held: (count) => void held.push(count),
	});
	return { fetch, waited, held, asked: () => asked };
}

describe('the data of a page', () => {
	test('is asked for until it comes', async () => {
		const { fetch, waited, held } = line(failed, failed, answers(502), answers(503), answers(200));
		expect((await fetch(data, {})).status).toBe(200);
		expect(waited).toEqual([500, 1_000, 2_000, 4_000]);
		expect(held).toEqual([1, 0]);
	});

	test('is asked for every quarter of a minute in the end', async () => {
		const { fetch, waited } = line(...Array<typeof failed>(7).fill(failed), answers(200));
		await fetch(data);
		expect(waited.slice(-3)).toEqual([8_000, 15_000, 15_000]);
	});

	test.each([200, 401, 404, 500])('is what the page answers: %i', async (status) => {
		const { fetch, waited, held } = line(answers(status));
		expect((await fetch(data)).status).toBe(status);
		expect([waited, held]).toEqual([[], []]);
	});

	test('of the page that is open is no fault: that page stays until it comes', async () => {
		const { fetch, held } = line(answers(500), answers(200));
		expect((await fetch(data.replace('meetings/1', 'meetings/2'))).status).toBe(200);
		expect(held).toEqual([1, 0]);
	});

	test('is not asked for again once it was called off', async () => {
		const called = line(() => Promise.reject(new DOMException('called off', 'AbortError')));
		await expect(called.fetch(data)).rejects.toThrow('called off');
		expect(called.asked()).toBe(1);
	});
});

test.each([
	['another address', 'http://board.test/healthz', {}],
	['a form', data, { method: 'POST' }],
])('%s goes out once', async (_what, address, init) => {
	const { fetch, asked } = line(failed, answers(200));
	await expect(fetch(address, init)).rejects.toThrow('Failed to fetch');
	expect(asked()).toBe(1);
});
