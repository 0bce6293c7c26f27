import { setTimeout as wait } from 'node:timers/promises';

/** Resolves with true when the condition holds, with false when patience has run out (ms). */
export async function came(condition: () => boolean, patienceMs: number): Promise<boolean> {
	const end = performance.now() + patienceMs;
	while (!condition()) {
		if (performance.now() > end) return false;
		await wait(5);
	}
	return true;
}
