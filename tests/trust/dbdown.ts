// npm run trust:dbdown: stops Postgres for a minute (--seconds) while twenty people type. Nothing is acknowledged
// meanwhile, everything is saved within ten seconds of its return, nothing is lost. --how stop, kill (SIGKILL) or freeze
// (SIGSTOP: it neither answers nor goes). Table on stderr, JSON on stdout; 1 when a promise is broken.
import { parseArgs } from 'node:util';
import { machine } from '../bench/support/machine.ts';
import { startPostgres } from '../bench/support/postgres.ts';
import { printTable } from '../bench/support/print.ts';
import { openHall } from './support/hall.ts';
import { outage, survived } from './support/outage.ts';

const { values } = parseArgs({
	options: {
		seconds: { type: 'string', default: '60' },
		clients: { type: 'string', default: '20' },
		how: { type: 'string', default: 'stop' },
		server: { type: 'string' },
	},
});

const postgres = await startPostgres();
const ways = {
	stop: [() => postgres.stop(), () => postgres.start()],
	kill: [() => postgres.kill(), () => postgres.start()],
	freeze: [() => postgres.freeze(), () => postgres.thaw()],
} as const;
const [stop, start] = ways[values.how as keyof typeof ways];
const hall = await openHall({
	url: await postgres.database('dbdown'),
	script: values.server,
	rooms: 2,
	people: Number(values.clients),
});
try {
	const seen = await outage({
		hall,
		stop,
		start,
		seconds: Number(values.seconds),
		clients: Number(values.clients),
	});
	const kept = survived(seen);
	printTable(
		['', ''],
		[
			['edits, of them without the database', `${seen.edits}, ${seen.editsMeanwhile}`],
			['acknowledged without the database', String(seen.falselyAcknowledged)],
			['all saved after its return (ms)', String(Math.round(seen.drainedMs))],
			['lost', String(seen.lost)],
			['sockets closed, frames refused', `${seen.closes}, ${seen.refusals}`],
			['server fell', seen.fell ?? 'no'],
			['kept', kept ? 'yes' : 'NO'],
		],
	);
	console.log(JSON.stringify({ where: machine(), how: values.how, ...seen, kept }));
	process.exitCode = kept ? 0 : 1;
} finally {
	await hall.close();
	await postgres.destroy();
}
