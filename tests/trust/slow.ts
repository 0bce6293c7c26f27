// npm run trust:slow: ten sockets stop reading while others paste long texts, which go to everybody. The server holds 8 MB
// more at most for each, and the others' p95 stays under twice what it was. Table on stderr, JSON on stdout; 1 when a promise
// is broken.
import { parseArgs } from 'node:util';
import { machine } from '../bench/support/machine.ts';
import { startPostgres } from '../bench/support/postgres.ts';
import { printTable } from '../bench/support/print.ts';
import { openHall } from './support/hall.ts';
import { bore, stall } from './support/stall.ts';

const { values } = parseArgs({
	options: {
		asleep: { type: 'string', default: '10' },
		awake: { type: 'string', default: '10' },
		seconds: { type: 'string', default: '30' },
		server: { type: 'string' },
	},
});
const postgres = await startPostgres();
const hall = await openHall({
	url: await postgres.database('slow'),
	script: values.server,
	rooms: 1,
	people: 30,
});
try {
	const seen = await stall({
		hall,
		awake: Number(values.awake),
		asleep: Number(values.asleep),
		seconds: Number(values.seconds),
		pasting: 3,
	});
	const kept = bore(seen);
	printTable(
		['', ''],
		[
			['sent to each (MB/s)', seen.sentMbPerSecond.toFixed(1)],
			['p95 of the others before, meanwhile (ms)', `${seen.p95BeforeMs}, ${seen.p95MeanwhileMs}`],
			['held more at most, for each asleep (MB)', seen.heldMbEach.toFixed(1)],
			['asleep and still held', String(seen.held)],
			['the others have everything', seen.complete ? 'yes' : `NO: ${seen.missing}`],
			['server fell', seen.fell ?? 'no'],
			['kept', kept ? 'yes' : 'NO'],
		],
	);
	console.log(JSON.stringify({ where: machine(), ...seen, kept }));
	process.exitCode = kept ? 0 : 1;
} finally {
	await hall.close();
	await postgres.destroy();
}
