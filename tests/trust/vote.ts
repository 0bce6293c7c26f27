// npm run trust:vote -- --polls 500: closing races with voting, a third of the ballots sent twice, on a Postgres of this
// run's own (on PGlite's one connection it would prove nothing). --without-lock plants the fault it must find.
// Table on stderr, JSON on stdout; 1 when something acknowledged was not counted or a seat counted twice.
import { parseArgs } from 'node:util';
import pg from 'pg';
import { createApp } from '#server/app.ts';
import { systemClock } from '#server/platform/clock.ts';
import { readConfig } from '#server/platform/config.ts';
import { connect } from '#server/platform/db.ts';
import { systemIds } from '#server/platform/ids.ts';
import { createLog } from '#server/platform/log.ts';
import { migrate } from '#server/platform/migrate.ts';
import { machine } from '../bench/support/machine.ts';
import { startPostgres } from '../bench/support/postgres.ts';
import { printTable } from '../bench/support/print.ts';
import { inSession } from '../server/decisions/in-session.ts';
import { raceClosing, withoutLock } from './support/closing-race.ts';

const { values } = parseArgs({
	options: {
		polls: { type: 'string', default: '500' },
		seed: { type: 'string', default: '1' },
		'without-lock': { type: 'boolean', default: false },
	},
});
let state = Number(values.seed) >>> 0;
const chance = () => {
	state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
	return state / 2 ** 32;
};

const polls = Number(values.polls);
const postgres = await startPostgres();
let ok: boolean;
try {
	const url = await postgres.database('vote');
	if (values['without-lock']) {
		const admin = new pg.Client({ connectionString: url });
		await admin.connect();
		await admin.query(withoutLock('vote'));
		await admin.end();
	}
	const connection = await connect({ url, dataDir: '' });
	await migrate(connection.db);
	const config = readConfig({ LOG_LEVEL: 'silent' });
	const app = createApp({
		connection,
		config,
		clock: systemClock,
		ids: systemIds,
		log: createLog(config.logLevel),
	});
	const h = await inSession({
		app,
		async close() {
			await app.close();
			await connection.db.destroy();
		},
	});
	const raced = await raceClosing(h, polls, chance, (poll, wrong) => {
		if ((poll + 1) % 50 === 0) console.error(`poll ${poll + 1} of ${polls}, ${wrong} wrong`);
	});
	await h.close();
	// Nothing late would mean that nothing raced.
	ok = raced.wrong === 0 && raced.twice === 0 && raced.late > 0 && raced.acknowledged > polls;
	printTable(
		['polls', 'acknowledged', 'counted', 'too late', 'seats twice', 'polls wrong', 'kept'],
		[
			[
				String(raced.polls),
				String(raced.acknowledged),
				String(raced.counted),
				String(raced.late),
				String(raced.twice),
				String(raced.wrong),
				ok ? 'yes' : 'NO',
			],
		],
	);
	console.log(
		JSON.stringify({
			where: machine(),
			postgres: postgres.version,
			seed: values.seed,
			withoutLock: values['without-lock'],
			...raced,
			kept: ok,
		}),
	);
} finally {
	await postgres.destroy();
}
process.exit(ok ? 0 : 1);
