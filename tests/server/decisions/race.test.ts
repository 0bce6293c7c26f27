import pg from 'pg';
import { expect, test } from 'vitest';
import { createApp } from '#server/app.ts';
import { systemClock } from '#server/platform/clock.ts';
import { readConfig } from '#server/platform/config.ts';
import { connect } from '#server/platform/db.ts';
import { systemIds } from '#server/platform/ids.ts';
import { createLog } from '#server/platform/log.ts';
import { testStore } from '../../support/store.ts';
import { raceClosing, withoutLock, type Raced } from '../../trust/support/closing-race.ts';
import { inSession } from './in-session.ts';

const real = process.env['TEST_DATABASE_URL'] !== undefined;
if (!real)
	console.log('skipped: PGlite has one connection, so that closing never races with voting there');

/** The race on a store of its own, with the voters' lock or without it. */
async function race(polls: number, locked: boolean): Promise<Raced> {
	const store = await testStore();
	const url = store.url ?? '';
	if (!locked) {
		const admin = new pg.Client({ connectionString: url });
		await admin.connect();
		await admin.query(withoutLock(new URL(url).pathname.slice(1)));
		await admin.end();
	}
	// Connections of its own, opened after the fault was planted.
	const connection = await connect({ url, dataDir: '' });
	const config = readConfig({ LOG_LEVEL: 'silent' });
	const app = createApp({
		connection,
		config,
		clock: systemClock,
		ids: systemIds,
		log: createLog(config.logLevel),
	});
	const h = await inSession({ app, close: () => app.close() });
	let place = 0;
	const raced = await raceClosing(h, polls, () => ((place += 7) % 19) / 19);
	await h.close();
	await connection.db.destroy();
	await store.destroy();
	return raced;
}

test.skipIf(!real)(
	'closing races with voting, a third sent twice: what was acknowledged is what is counted',
	{ timeout: 120_000 },
	async () => {
		const raced = await race(20, true);
		console.log(raced);
		expect(raced).toMatchObject({ wrong: 0, twice: 0 });
		// Else nothing raced.
		expect(raced.late).toBeGreaterThan(0);
		expect(raced.acknowledged).toBeGreaterThan(0);
	},
);

test.skipIf(!real)(
	'without the lock the same race is found to be lost',
	{ timeout: 120_000 },
	async () => {
		expect((await race(10, false)).wrong).toBeGreaterThan(0);
	},
);
