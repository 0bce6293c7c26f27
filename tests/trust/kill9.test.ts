import { expect, test } from 'vitest';
import { killAgainAndAgain, type Killed } from './support/kill.ts';
import { testHall } from './support/test-hall.ts';

async function killed(script?: string, env?: Record<string, string>): Promise<Killed> {
	const hall = await testHall({ script, env, rooms: 2, people: 6 });
	return killAgainAndAgain({ hall, mode: 'server', runs: 1, clients: 6, chance: () => 0.7 });
}

test('an acknowledgement before the commit is found out; the server as it is loses nothing', async () => {
	const honest = await killed();
	expect(honest.acknowledged).toBeGreaterThan(20);
	expect(honest.lost).toBe(0);
	const faulty = await killed('tests/trust/faulty-server.ts', { FAULT: 'ack-early' });
	expect(faulty.acknowledged).toBeGreaterThan(20);
	expect(faulty.lost).toBeGreaterThan(0);
}, 120_000);
