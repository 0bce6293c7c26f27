import { createApp, serve, type App } from './app.ts';
import { sweepUrns } from './decisions/prepare-urn.ts';
import { loadDemo } from './demo/load.ts';
import { systemClock } from './platform/clock.ts';
import type { Config } from './platform/config.ts';
import { connect } from './platform/db.ts';
import { systemIds } from './platform/ids.ts';
import { queueActionsDue } from './actions/reminders.ts';
import { queueAbsence } from './meetings/absence-job.ts';
import { queuePapersDue } from './meetings/papers-due.ts';
import { queueInterestsDue } from './partnerships/interest-reminders.ts';
import { queueRetention } from './partnerships/retention.ts';
import { createLog } from './platform/log.ts';
import { migrate } from './platform/migrate.ts';
import { assertDurable } from './platform/settings.ts';
import { holdStore } from './platform/single.ts';

export interface Started {
	readonly app: App;
	/** Stops the app and lets go of the store. */
	readonly stop: () => Promise<void>;
}

/** Takes hold of the store, migrates it, wires the app and, in demo mode, fills a new store with the demo partnership. */
export async function startApp(config: Config): Promise<Started> {
	const log = createLog(config.logLevel);
	let relay: App['relay'] | null = null;
	const hold = await holdStore(config, {
		lost() {
			log.error('lost the lock on the database: nothing is saved until it is back');
			relay?.hold();
		},
		regained() {
			log.info('holds the lock on the database again');
			relay?.resume();
		},
		taken() {
			log.fatal('another process has the lock on the database');
			process.exit(1);
		},
	});
	const connection = await connect({ url: config.databaseUrl, dataDir: config.dataDir });
	await assertDurable(connection);
	const applied = await migrate(connection.db);
	if (applied.length > 0) log.info({ applied }, 'migrated');
	const app = createApp({ connection, config, clock: systemClock, ids: systemIds, log });
	relay = app.relay;
	if (config.demo && (await loadDemo(app))) log.info('loaded the demo partnership');
	await queueRetention(app);
	await queueInterestsDue(app);
	await queueAbsence(app);
	await queuePapersDue(app);
	await queueActionsDue(app);
	// What a crash left between a closing and its end.
	await sweepUrns(app);
	serve(app);
	return {
		app,
		async stop() {
			await app.close();
			await connection.db.destroy();
			await hold.release();
		},
	};
}
