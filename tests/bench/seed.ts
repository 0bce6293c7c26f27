// npm run -s bench:seed -- --rooms 100 --people 60: fills the database of DATABASE_URL (migrating it first) and prints
// { rooms, cookies } for a load generator of any kind. Set ORIGIN as the server has it: with https the cookie has
// another name.
import { parseArgs } from 'node:util';
import { connect } from '#server/platform/db.ts';
import { migrate } from '#server/platform/migrate.ts';
import { servicesOn } from './support/services.ts';
import { seed } from './support/seed.ts';

const { values } = parseArgs({
	options: {
		rooms: { type: 'string', default: '100' },
		people: { type: 'string', default: '60' },
	},
});
const url = process.env['DATABASE_URL'];
if (!url) stop('Set DATABASE_URL to the PostgreSQL database to fill.');
const rooms = count('rooms', values.rooms);
const people = count('people', values.people);

const connection = await connect({ url, dataDir: '' });
try {
	await migrate(connection.db);
	const seeded = await seed(servicesOn(connection, process.env['ORIGIN']), { rooms, people });
	console.log(JSON.stringify({ rooms: seeded.rooms, cookies: seeded.cookies }));
} finally {
	await connection.db.destroy();
}
// Whatever the relay still waits for when it closes is nothing to wait for here.
process.exit(0);

function count(name: string, text: string): number {
	const number = Number(text);
	if (!Number.isInteger(number) || number < 1) stop(`--${name} must be a whole number from 1 on.`);
	return number;
}

function stop(why: string): never {
	console.error(why);
	process.exit(1);
}
