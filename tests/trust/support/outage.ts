import { setTimeout as wait } from 'node:timers/promises';
import type { Hall } from './hall.ts';
import { people } from './people.ts';
import { copyOf } from './typist.ts';
import { came } from './wait.ts';

export interface Outage {
	readonly hall: Hall;
	/** Takes the database away, and brings it back. */
	readonly stop: () => Promise<void>;
	readonly start: () => Promise<void>;
	readonly seconds: number;
	readonly clients: number;
}

export interface OutageSeen {
	readonly edits: number;
	readonly editsMeanwhile: number;
	/** Edits that were acknowledged while there was nothing to commit them to. */
	readonly falselyAcknowledged: number;
	/** From the database's return until everything was saved (ms); NaN when that did not happen. */
	readonly drainedMs: number;
	/** Edits that newcomers did not find in the end, after a kill of the server. */
	readonly lost: number;
	/** Sockets the server closed, and frames it refused, from beginning to end. */
	readonly closes: number;
	readonly refusals: number;
	/** How the server ended by itself; null when it did not. */
	readonly fell: string | null;
}

/** From the database's return until all must be saved (ms). */
const soonEnoughMs = 10_000;

/** Nothing said falsely, nothing lost, all saved soon after. */
export const survived = (seen: OutageSeen): boolean =>
	seen.fell === null &&
	seen.falselyAcknowledged === 0 &&
	seen.lost === 0 &&
	seen.editsMeanwhile > 0 &&
	seen.drainedMs <= soonEnoughMs;

/** How often each edits (ms): a quick typist. */
const everyMs = 200;
/** What was on its way when the database went may still arrive (ms). */
const onItsWay = 500;

/** People type; the database goes and comes back; everything they typed must be saved then, and nothing before. */
export async function outage(seen: Outage): Promise<OutageSeen> {
	const { hall } = seen;
	const typists = await people(hall, seen.clients);
	const sum = (of: (typist: (typeof typists)[number]) => number) =>
		typists.reduce((total, typist) => total + of(typist), 0);
	for (const typist of typists) typist.type(everyMs);
	await wait(3_000);

	await seen.stop();
	await wait(onItsWay);
	const savedThen = sum(({ saved }) => saved);
	const editsThen = sum(({ edits }) => edits);
	await wait(seen.seconds * 1000);
	const falselyAcknowledged = sum(({ saved }) => saved) - savedThen;
	const editsMeanwhile = sum(({ edits }) => edits) - editsThen;
	const due = typists.map(({ edits }) => edits);

	await seen.start();
	const begun = performance.now();
	const drained = await came(() => typists.every(({ saved }, n) => saved >= (due[n] ?? 0)), 60_000);
	const drainedMs = drained ? performance.now() - begun : NaN;
	await wait(2_000);
	for (const typist of typists) typist.rest();
	await came(() => typists.every(({ saved, edits }) => saved === edits), 10_000);

	const fell = hall.server.ended() ?? null;
	// Everything typed must be there, said to be saved or not.
	for (const typist of typists) {
		typist.saved = typist.edits;
		typist.vanish();
	}
	await hall.server.end('SIGKILL');
	await hall.start();
	const copies = await Promise.all(
		hall.rooms.map((room) => copyOf(hall.address, room, hall.cookies[0] as string)),
	);
	return {
		edits: sum(({ edits }) => edits),
		editsMeanwhile,
		falselyAcknowledged,
		drainedMs,
		lost: typists.reduce(
			(total, typist, n) => total + typist.lostFrom(copies[n % copies.length] as never),
			0,
		),
		closes: sum(({ closes }) => closes.length),
		refusals: sum(({ refusals }) => refusals.length),
		fell,
	};
}
