import type { Hall } from './hall.ts';
import { Typist } from './typist.ts';
import { came } from './wait.ts';

/** So many people who type and come back when they are cut off, spread over the hall's rooms; resolves when all are in. */
export async function people(hall: Hall, count: number): Promise<Typist[]> {
	const typists = Array.from(
		{ length: count },
		(_, n) =>
			new Typist({
				address: hall.address,
				room: hall.rooms[n % hall.rooms.length] as string,
				cookie: hall.cookies[n % hall.cookies.length] as string,
				name: `p${n}`,
				returns: true,
			}),
	);
	if (!(await came(() => typists.every(({ inside }) => inside), 30_000)))
		throw new Error(`not everybody came in: ${hall.server.said()}`);
	return typists;
}
