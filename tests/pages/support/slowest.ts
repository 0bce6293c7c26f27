import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';

/** Prints the ten slowest page tests of the run. */
export default class Slowest implements Reporter {
	readonly #runs: { title: string; ms: number }[] = [];

	onTestEnd(test: TestCase, result: TestResult): void {
		this.#runs.push({ title: test.titlePath().slice(2).join(' › '), ms: result.duration });
	}

	onEnd(): void {
		console.log('\nSlowest page tests:');
		for (const { title, ms } of this.#runs.sort((a, b) => b.ms - a.ms).slice(0, 10))
			console.log(`${String(Math.round(ms)).padStart(8)} ms  ${title}`);
	}
}
