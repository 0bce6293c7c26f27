import { setTimeout as wait } from 'node:timers/promises';
import type { Postgres } from '../../bench/support/postgres.ts';
import type { Hall } from './hall.ts';
import { copyOf, Typist } from './typist.ts';
import { came } from './wait.ts';

/** What is killed: the server; or Postgres with all its backends, and then the server, so that no memory heals it. */
export type Mode = 'server' | 'postgres';

export interface Killed {
	readonly runs: number;
	readonly edits: number;
	/** Edits that the server had acknowledged when it was killed. */
	readonly acknowledged: number;
	/** Of these, how many newcomers did not find afterwards. */
	readonly lost: number;
	/** Until newcomers had the room, from the start of what was killed: the middle and the longest (ms). */
	readonly recoveredMs: readonly number[];
}

export interface Killing {
	readonly hall: Hall;
	readonly postgres?: Postgres | undefined;
	readonly mode: Mode;
	readonly runs: number;
	readonly clients: number;
	/** 0 to 1, afresh each time. */
	readonly chance: () => number;
	readonly after?: (run: number, lost: number) => void;
}

/** Typing goes on for so long before the kill (ms), at the least and at the most. */
const soonest = 200;
const latest = 900;
/** Each types so often (ms): quicker than a person, so that every moment of a commit is met. */
const everyMs = 12;

/** Kills again and again while people type; each run has its own rooms, two of `hall.rooms`. */
export async function killAgainAndAgain(killing: Killing): Promise<Killed> {
	const { hall, runs } = killing;
	const total = { edits: 0, acknowledged: 0, lost: 0 };
	const recoveredMs: number[] = [];
	for (let run = 0; run < runs; run++) {
		const rooms = hall.rooms.slice(2 * run, 2 * run + 2);
		const typists = Array.from(
			{ length: killing.clients },
			(_, n) =>
				new Typist({
					address: hall.address,
					room: rooms[n % rooms.length] as string,
					cookie: hall.cookies[n % hall.cookies.length] as string,
					name: `t${n}`,
				}),
		);
		if (!(await came(() => typists.every(({ inside }) => inside), 20_000)))
			throw new Error(`not everybody came in: ${hall.server.said()}`);
		for (const typist of typists) typist.type(everyMs * (0.5 + killing.chance()));
		await wait(soonest + killing.chance() * (latest - soonest));
		await strike(killing);
		for (const typist of typists) typist.vanish();

		const begun = performance.now();
		if (killing.mode === 'postgres') await killing.postgres?.start();
		await hall.start();
		let lost = 0;
		for (const [n, room] of rooms.entries()) {
			const copy = await copyOf(hall.address, room, hall.cookies[0] as string);
			for (const typist of typists.filter((_, t) => t % rooms.length === n))
				lost += typist.lostFrom(copy);
		}
		recoveredMs.push(performance.now() - begun);
		total.edits += typists.reduce((sum, { edits }) => sum + edits, 0);
		total.acknowledged += typists.reduce((sum, { saved }) => sum + saved, 0);
		total.lost += lost;
		killing.after?.(run, lost);
	}
	return { runs, ...total, recoveredMs };
}

async function strike({ hall, postgres, mode, chance }: Killing): Promise<void> {
	if (mode === 'postgres') {
		await postgres?.kill();
		// The server goes on without it for a moment: nothing it says now may count.
		await wait(chance() * 300);
	}
	await hall.server.end('SIGKILL');
}
