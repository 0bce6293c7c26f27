// npm run trust:herd -- --clients 1000: the server is restarted and all come back at once, as y-websocket does, without
// jitter. 95 of 100 have their room again within five seconds of its listening, all within ten. --signal SIGTERM or
// SIGKILL. Table on stderr, JSON on stdout; 1 when a promise is broken.
import { parseArgs } from 'node:util';
import { machine } from '../bench/support/machine.ts';
import { startPostgres } from '../bench/support/postgres.ts';
import { printTable } from '../bench/support/print.ts';
import { cameBack, herd } from './support/herd.ts';
import { openHall } from './support/hall.ts';

const { values } = parseArgs({
	options: {
		clients: { type: 'string', default: '1000' },
		rooms: { type: 'string', default: '10' },
		signal: { type: 'string', default: 'SIGTERM' },
		server: { type: 'string' },
	},
});
const clients = Number(values.clients);

const postgres = await startPostgres();
const hall = await openHall({
	url: await postgres.database('herd'),
	script: values.server,
	rooms: Number(values.rooms),
	people: Math.min(clients, 200),
});
try {
	const seen = await herd({ hall, clients, signal: values.signal as 'SIGTERM' | 'SIGKILL' });
	const kept = cameBack(seen);
	printTable(
		['', ''],
		[
			['back, of', `${seen.back}, ${clients}`],
			[
				'have their room again, p50, p95, last (ms)',
				[seen.p50Ms, seen.p95Ms, seen.worstMs].map(Math.round).join(', '),
			],
			['attempts that failed', String(seen.failedAttempts)],
			['loop delay p99 (ms)', (seen.loopP99 * 1000).toFixed(0)],
			['server fell', seen.fell ?? 'no'],
			['kept', kept ? 'yes' : 'NO'],
		],
	);
	console.log(JSON.stringify({ where: machine(), clients, signal: values.signal, ...seen, kept }));
	process.exitCode = kept ? 0 : 1;
} finally {
	await hall.close();
	await postgres.destroy();
}
