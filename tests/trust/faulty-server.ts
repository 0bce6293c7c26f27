// A server with a fault planted in it, named by FAULT, which a harness must find: one that nothing can turn red proves
// nothing. See support/faults.ts.
import { createApp } from '#server/app.ts';
import { systemClock } from '#server/platform/clock.ts';
import { readConfig } from '#server/platform/config.ts';
import { connect } from '#server/platform/db.ts';
import { systemIds } from '#server/platform/ids.ts';
import { createLog } from '#server/platform/log.ts';
import { databaseStore } from '#server/relay/store.ts';
import { serve } from '../bench/support/serve.ts';
import { servicesOn } from '../bench/support/services.ts';
import { plant } from './support/faults.ts';

const config = readConfig(process.env);
const connection = await connect({ url: config.databaseUrl, dataDir: config.dataDir });
const app = createApp({
	connection,
	config,
	clock: systemClock,
	ids: systemIds,
	log: createLog(config.logLevel),
	relayStore: plant(process.env['FAULT'], databaseStore(servicesOn(connection))),
});
await serve(app, async () => {
	await app.close();
	await connection.db.destroy();
});
