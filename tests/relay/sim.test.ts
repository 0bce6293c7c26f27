import { expect, test } from 'vitest';
import { faults, simulate, Violation, type Fault, type History } from './sim/simulate.ts';

const seeds = 200;

test(`${seeds} histories of cuts, crashes, lost answers, forged frames and lost rights: nothing saved is lost, all end equal`, async () => {
	const total: Record<string, number> = {};
	for (let seed = 1; seed <= seeds; seed++)
		for (const [what, n] of Object.entries<number>({ ...(await simulate(seed)) }))
			total[what] = (total[what] ?? 0) + n;
	console.log(`simulated: ${JSON.stringify({ ...total, seed: undefined })}`);
	// A simulation in which nothing happens shows nothing.
	for (const what of [
		'edits',
		'saved',
		'cuts',
		'crashes',
		'failedCommits',
		'unknownCommits',
		'compactions',
		'revoked',
		'badFrames',
	] satisfies (keyof History)[])
		expect(total[what], what).toBeGreaterThan(50);
}, 120_000);

test('a seed is one history', async () => {
	expect(await simulate(4711)).toEqual(await simulate(4711));
});

async function firstRed(fault: Fault): Promise<Violation | undefined> {
	for (let seed = 1; seed <= 60; seed++)
		try {
			await simulate(seed, fault);
		} catch (error) {
			if (error instanceof Violation) return error;
			throw error;
		}
	return undefined;
}

test.each(faults)('planted: %s is found', async (fault) => {
	expect(await firstRed(fault)).toBeInstanceOf(Violation);
});
