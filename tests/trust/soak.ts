// npm run trust:soak -- --minutes 10: meeting after meeting at fifty times the pace of people. What the server holds grows
// by less than a megabyte in an hour of such meetings, and in the end sockets, rooms and memory are as in the beginning.
// Table on stderr, JSON on stdout; 1 when a promise is broken.
import { parseArgs } from 'node:util';
import { machine } from '../bench/support/machine.ts';
import { startPostgres } from '../bench/support/postgres.ts';
import { printTable } from '../bench/support/print.ts';
import { openHall } from './support/hall.ts';
import { lasted, soak } from './support/soak.ts';

const { values } = parseArgs({
	options: {
		minutes: { type: 'string', default: '10' },
		server: { type: 'string' },
	},
});
const postgres = await startPostgres();
const hall = await openHall({
	url: await postgres.database('soak'),
	script: values.server,
	// More than there are meetings in ten minutes: a document that is written in again and again grows, which is no leak.
	rooms: 240,
	people: 12,
});
try {
	const seen = await soak({
		hall,
		minutes: Number(values.minutes),
		meetingSeconds: 20,
		atOnce: 5,
		peopleInRoom: 12,
		lookSeconds: 15,
		patienceMs: 120_000,
		progress: (line) => console.error(line),
	});
	const kept = lasted(seen);
	printTable(
		['', ''],
		[
			['meetings, edits, lost', `${seen.meetings}, ${seen.edits}, ${seen.lost}`],
			['held more for an hour of meetings (MB)', seen.mbAnHour.toFixed(2)],
			['held more in the end (MB)', seen.leftMb.toFixed(1)],
			['sockets, rooms in the end', `${seen.connections}, ${seen.rooms}`],
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
