// `npm run demo:reset`: throws the demo away and loads it anew, its meeting on the next Thursday.
import { createApp } from '../app.ts';
import { systemClock } from '../platform/clock.ts';
import { ConfigError, readConfig, type Config } from '../platform/config.ts';
import { connect } from '../platform/db.ts';
import { systemIds } from '../platform/ids.ts';
import { createLog } from '../platform/log.ts';
import { migrate } from '../platform/migrate.ts';
import { holdStore } from '../platform/single.ts';
import { reading, transact } from '../platform/tx.ts';
import { loadDemo } from './load.ts';
import { emptyStore, storeState } from './store.ts';

try {
	await reset(readConfig(process.env));
} catch (error) {
	if (!(error instanceof ConfigError)) throw error;
	console.error(error.message);
	process.exit(1);
}

async function reset(config: Config): Promise<void> {
	if (!config.demo)
		throw new ConfigError(
			'This is not a demo: DATABASE_URL is set and DEMO=1 is not. Nothing was done.',
		);
	const hold = await holdStore(config, {
		lost: () => process.exit(1),
		regained() {},
		taken() {},
	});
	const connection = await connect({ url: config.databaseUrl, dataDir: config.dataDir });
	try {
		await migrate(connection.db);
		const log = createLog(config.logLevel);
		const app = createApp({ connection, config, clock: systemClock, ids: systemIds, log });
		try {
			const { partnerships } = await reading(app, storeState);
			if (partnerships.some(({ fictional }) => !fictional))
				throw new ConfigError('This store holds a real partnership. Nothing was done.');
			await transact(app, emptyStore);
			await loadDemo(app);
		} finally {
			await app.close();
		}
		console.log('The demo is as new.');
	} finally {
		await connection.db.destroy();
		await hold.release();
	}
}
