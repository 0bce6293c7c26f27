import { createApp, type App } from '../app.ts';
import { systemClock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import { connect } from '../platform/db.ts';
import { systemIds } from '../platform/ids.ts';
import { createLog } from '../platform/log.ts';
import { migrate } from '../platform/migrate.ts';
import { holdStore } from '../platform/single.ts';

export interface AdminContext {
	readonly app: App;
	readonly say: (line: string) => void;
}

/**
 * Opens the store for one command. Beside a serving process on Postgres; the built-in store takes one process only, and
 * so do commands that are `alone`, which may also migrate.
 */
export async function withStore(
	config: Config,
	alone: boolean,
	work: (context: AdminContext) => Promise<number>,
): Promise<number> {
	const held = alone || config.databaseUrl === undefined;
	const hold = held
		? await holdStore(config, { lost: () => process.exit(1), regained() {}, taken() {} })
		: undefined;
	const connection = await connect({ url: config.databaseUrl, dataDir: config.dataDir });
	try {
		if (held) await migrate(connection.db);
		const log = createLog('error');
		const app = createApp({ connection, config, clock: systemClock, ids: systemIds, log });
		try {
			return await work({ app, say: (line) => console.log(line) });
		} finally {
			await app.close();
		}
	} finally {
		await connection.db.destroy();
		await hold?.release();
	}
}
