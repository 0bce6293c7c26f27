// npm run trust:kill9 -- --runs 100: SIGKILL while twenty people type; newcomers afterwards must find every edit that was
// acknowledged. --mode server, postgres (postmaster and backends, then the server too) or both. --server with the script
// of another server, such as tests/trust/faulty-server.ts with FAULT=ack-early. Table on stderr, JSON on stdout; 1 when
// something was lost.
import { parseArgs } from 'node:util';
import { machine } from '../bench/support/machine.ts';
import { startPostgres } from '../bench/support/postgres.ts';
import { printTable } from '../bench/support/print.ts';
import { ascending, quantile } from '../bench/support/stats.ts';
import { openHall } from './support/hall.ts';
import { killAgainAndAgain, type Mode } from './support/kill.ts';

const { values } = parseArgs({
	options: {
		runs: { type: 'string', default: '100' },
		clients: { type: 'string', default: '20' },
		mode: { type: 'string', default: 'both' },
		server: { type: 'string' },
	},
});
const modes = values.mode === 'both' ? (['server', 'postgres'] as const) : [values.mode as Mode];
const runs = Number(values.runs);
const clients = Number(values.clients);
const results = [];
for (const mode of modes) {
	const postgres = await startPostgres();
	const hall = await openHall({
		url: await postgres.database('kill9'),
		script: values.server,
		rooms: 2 * runs,
		people: clients,
	});
	try {
		const { recoveredMs, ...killed } = await killAgainAndAgain({
			hall,
			postgres,
			mode,
			runs,
			clients,
			chance: Math.random,
			after: (run, lost) => {
				if (lost > 0 || (run + 1) % 10 === 0)
					console.error(`${mode}: run ${run + 1} of ${runs}, ${lost} lost`);
			},
		});
		const times = ascending(recoveredMs);
		results.push({
			mode,
			...killed,
			recoveredP50Ms: Math.round(quantile(times, 0.5)),
			recoveredMaxMs: Math.round(times.at(-1) ?? NaN),
			// Nothing acknowledged would prove nothing.
			kept: killed.lost === 0 && killed.acknowledged > runs,
		});
	} finally {
		await hall.close();
		await postgres.destroy();
	}
}
printTable(
	['killed', 'runs', 'edits', 'acknowledged', 'lost', 'back after ms, p50', 'max', 'kept'],
	results.map((result) => [
		result.mode,
		String(result.runs),
		String(result.edits),
		String(result.acknowledged),
		String(result.lost),
		String(result.recoveredP50Ms),
		String(result.recoveredMaxMs),
		result.kept ? 'yes' : 'NO',
	]),
);
console.log(JSON.stringify({ where: machine(), results }));
process.exit(results.every(({ kept }) => kept) ? 0 : 1);
