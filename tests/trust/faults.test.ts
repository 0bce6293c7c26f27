import { expect, test } from 'vitest';
import { startPostgres } from '../bench/support/postgres.ts';
import { openHall } from './support/hall.ts';
import { cameBack, herd } from './support/herd.ts';
import { outage, survived } from './support/outage.ts';
import { besiege, withstood } from './support/siege.ts';
import { lasted, soak } from './support/soak.ts';
import { bore, stall } from './support/stall.ts';
import { testHall } from './support/test-hall.ts';

/** Harnesses that take their time are tried where their servers run on Postgres, as their figures are taken there. */
const onPostgres = test.runIf(process.env['TEST_DATABASE_URL']);

const faulty = (FAULT: string) => ({ script: 'tests/trust/faulty-server.ts', env: { FAULT } });

test('trust:fuzz: the server withstands a small siege', async () => {
	const hall = await testHall({ rooms: 1, people: 9 });
	const seen = await besiege({ hall, frames: 200, growUp: 0, seed: 1 });
	expect(seen).toMatchObject({ broken: [], fell: null, whole: true });
	expect(seen.frames).toBeGreaterThan(10_000);
	expect(Object.keys(seen.closes)).toContain('4400');
	expect(Object.keys(seen.refusals)).toContain('foreign_client');
}, 120_000);

onPostgres(
	'trust:fuzz: a server that falls is found out',
	async () => {
		const hall = await testHall({ rooms: 1, people: 9, ...faulty('falls') });
		const seen = await besiege({ hall, frames: 200, growUp: 0, seed: 1 });
		expect(seen.fell).toBe('9');
		expect(withstood(seen)).toBe(false);
	},
	120_000,
);

onPostgres(
	'trust:fuzz and trust:soak: a leak is found out',
	async () => {
		const hall = await testHall({ rooms: 4, people: 6, ...faulty('leak') });
		const soaked = await soak({
			hall,
			minutes: 0.1,
			meetingSeconds: 2,
			atOnce: 1,
			peopleInRoom: 3,
			lookSeconds: 1,
			patienceMs: 0,
		});
		expect(soaked).toMatchObject({ lost: 0, fell: null });
		expect(soaked.edits).toBeGreaterThan(50);
		expect(soaked.mbAnHour).toBeGreaterThan(5);
		expect(lasted(soaked)).toBe(false);
		const seen = await besiege({ hall, frames: 20, growUp: 0, seed: 1 });
		expect(seen.broken).toEqual([]);
		expect(seen.heldMb).toBeGreaterThan(50);
		expect(withstood(seen)).toBe(false);
	},
	120_000,
);

onPostgres(
	'trust:slow: a server that does not see who has stopped reading is found out',
	async () => {
		const hall = await testHall({ rooms: 1, people: 8, ...faulty('blind') });
		// Long enough for what is held to be several times what the network itself holds back.
		const seen = await stall({
			hall,
			awake: 2,
			asleep: 1,
			seconds: 12,
			secondsBefore: 4,
			pasting: 3,
		});
		expect(seen.held).toBe(1);
		expect(seen.heldMbEach).toBeGreaterThan(8);
		expect(bore(seen)).toBe(false);
	},
	120_000,
);

onPostgres(
	'trust:herd: rooms that load slowly are found out',
	async () => {
		const hall = await testHall({ rooms: 1, people: 5, ...faulty('slow-load') });
		const seen = await herd({ hall, clients: 5, signal: 'SIGKILL' });
		expect(seen.back).toBe(5);
		expect(cameBack(seen)).toBe(false);
	},
	120_000,
);

onPostgres(
	'trust:dbdown: an acknowledgement without the database is found out; the server as it is gives none',
	async () => {
		const postgres = await startPostgres();
		try {
			const seen = async (name: string, script: object) => {
				const url = await postgres.database(name);
				const hall = await openHall({ url, rooms: 2, people: 4, ...script });
				try {
					return await outage({
						hall,
						stop: () => postgres.stop(),
						start: () => postgres.start(),
						seconds: 3,
						clients: 4,
					});
				} finally {
					await hall.close();
				}
			};
			const honest = await seen('honest', {});
			expect(honest).toMatchObject({ falselyAcknowledged: 0, lost: 0, fell: null });
			expect(honest.editsMeanwhile).toBeGreaterThan(10);
			const early = await seen('early', faulty('ack-early'));
			expect(early.falselyAcknowledged).toBeGreaterThan(0);
			expect(survived(early)).toBe(false);
		} finally {
			await postgres.destroy();
		}
	},
	120_000,
);
