// npm run trust:fuzz -- --frames 20000: the attacks on Yjs relays that are known, and mutated frames, by people who may
// write, against a server in a process of its own. No crash, memory within 50 MB, and the room works. --seed for the same
// frames again. Table on stderr, JSON on stdout; 1 when a promise is broken.
import { parseArgs } from 'node:util';
import { machine } from '../bench/support/machine.ts';
import { startPostgres } from '../bench/support/postgres.ts';
import { printTable } from '../bench/support/print.ts';
import { openHall } from './support/hall.ts';
import { besiege, withstood } from './support/siege.ts';

const { values } = parseArgs({
	options: {
		frames: { type: 'string', default: '20000' },
		seed: { type: 'string', default: String(Date.now() % 1_000_000) },
		server: { type: 'string' },
	},
});
const postgres = await startPostgres();
const hall = await openHall({
	url: await postgres.database('fuzz'),
	script: values.server,
	rooms: 1,
	people: 9,
});
try {
	const seed = Number(values.seed);
	console.error(`seed ${seed}`);
	const result = await besiege({ hall, frames: Number(values.frames), growUp: 20_000, seed });
	const kept = withstood(result);
	const list = (counts: object) =>
		Object.entries(counts)
			.map(([name, count]) => `${name}: ${count}`)
			.join(', ');
	printTable(
		['', ''],
		[
			['frames, lines', `${result.frames}, ${result.lines}`],
			['closed by the server', list(result.closes)],
			['refused', list(result.refusals)],
			['attacks that worked', result.broken.join('; ') || 'none'],
			['server fell', result.fell ?? 'no'],
			['holds more than before (MB)', result.heldMb.toFixed(1)],
			['grown by, highest (MB)', `${result.grownMb.toFixed(1)}, ${result.peakMb.toFixed(0)}`],
			['honest edit to ack, p99 (ms)', String(result.ackP99Ms)],
			['room whole after restart', result.whole ? 'yes' : 'NO'],
			['kept', kept ? 'yes' : 'NO'],
		],
	);
	console.log(JSON.stringify({ where: machine(), seed, ...result, kept }));
	process.exitCode = kept ? 0 : 1;
} finally {
	await hall.close();
	await postgres.destroy();
}
