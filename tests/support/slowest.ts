import type { Reporter, TestModule } from 'vitest/node';

/** Prints the ten slowest test files of the run. */
export class Slowest implements Reporter {
	onTestRunEnd(modules: readonly TestModule[]): void {
		const slowest = modules
			.map((module) => ({
				file: module.relativeModuleId,
				ms: module.diagnostic().duration,
			}))
			.sort((a, b) => b.ms - a.ms)
			.slice(0, 10);
		console.log('\nSlowest files:');
		for (const { file, ms } of slowest)
			console.log(`${String(Math.round(ms)).padStart(8)} ms  ${file}`);
	}
}
