import { afterAll, beforeAll, expect, test } from 'vitest';
import { isRefusal } from '#domain/kernel/refusal.ts';
import { requestLink } from '#server/accounts/links.ts';
import { enterWithPassword, setPassword } from '#server/accounts/passwords.ts';
import { ensureAccount } from '#server/accounts/store.ts';
import { transact } from '#server/platform/tx.ts';
import { mannWhitney } from '../../support/mann-whitney.ts';
import { testApp, type TestApp } from '../../support/store.ts';

// 200 samples each, taken by turns in random order, so that whatever else the machine does falls on both alike.
const samples = 200;
const leastP = 0.01;

let t: TestApp;
beforeAll(async () => {
	t = await testApp({ SECRET: 'a secret of the tests, long enough to be one' });
	await transact(t.app, async (tx) => {
		for (let n = 0; n < samples; n++) await ensureAccount(tx, `known-${n}@example.org`);
	});
});
afterAll(() => t.close());

/** What each try took, in milliseconds, and what it answered. */
async function measure(ask: (email: string, n: number) => Promise<unknown>) {
	const took = { known: [] as number[], unknown: [] as number[] };
	const said = { known: new Set<string>(), unknown: new Set<string>() };
	for (let n = -10; n < samples; n++)
		for (const kind of Math.random() < 0.5
			? (['known', 'unknown'] as const)
			: (['unknown', 'known'] as const)) {
			const started = performance.now();
			const answer = await ask(`${kind}-${Math.abs(n)}@example.org`, n).then(
				(value) => JSON.stringify(value ?? null),
				(error: unknown) => (isRefusal(error) ? error.code : 'a fault'),
			);
			if (n < 0) continue;
			took[kind].push(performance.now() - started);
			said[kind].add(answer);
		}
	return { took, said };
}

/** Noise may fake a difference once in a hundred runs; a real one shows every time. */
async function alike(ask: Parameters<typeof measure>[0]): Promise<void> {
	for (let attempt = 1; ; attempt++) {
		const { took, said } = await measure(ask);
		expect(said.known).toEqual(said.unknown);
		expect(said.known.size).toBe(1);
		const p = mannWhitney(took.known, took.unknown);
		console.log(`p ${p.toFixed(3)} over ${samples} samples each`);
		if (p > leastP) return;
		expect(attempt, `p ${p}`).toBeLessThan(3);
	}
}

const visit = (n: number) => ({
	address: `10.0.${n & 255}.${(n >> 8) & 255}`,
	device: 'unknown',
	known: undefined,
});

test('asking for a link: a known and an unknown address are answered alike, in word and time', () =>
	alike((email, n) =>
		requestLink(
			t.app,
			{ email, base: 'https://moot.example', locale: 'en', returnTo: null },
			visit(n + 1000 * Math.random()),
		),
	));

test('a password: alike for an unknown address and a known one, in word and time', async () => {
	const id = await transact(t.app, (tx) => ensureAccount(tx, 'known-1@example.org'));
	await setPassword(t.app, { id, email: 'known-1@example.org' }, 'teapot violet staircase');
	let tries = 0;
	await alike((email) => {
		tries++;
		// A new address each time: the limit is by account, and is tested elsewhere.
		return enterWithPassword(
			t.app,
			{
				email: email.startsWith('known') ? email : `x${tries}-${email}`,
				password: 'wrong wrong wrong',
				returnTo: null,
			},
			visit(tries),
		);
	});
}, 120_000);

test('the test sees a difference where there is one', () => {
	const lot = (shift: number) => Array.from({ length: samples }, () => Math.random() + shift);
	expect(mannWhitney(lot(0), lot(0.15))).toBeLessThan(leastP);
	expect(mannWhitney([1, 2, 3], [1, 2, 3])).toBeCloseTo(1, 1);
});
