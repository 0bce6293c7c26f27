import { setTimeout as wait } from 'node:timers/promises';
import { mulberry } from '../../bench/support/chance.ts';
import { Client } from '../../bench/support/client.ts';
import { memoryOf } from '../../bench/support/memory.ts';
import { Attacker } from './attacker.ts';
import type { Hall } from './hall.ts';
import { level, metricsOf } from './metrics.ts';
import { honestMessages, mutated } from './mutate.ts';
import { copyOf, Typist } from './typist.ts';
import { came } from './wait.ts';

export interface Soak {
	readonly hall: Hall;
	readonly minutes: number;
	/** How long a meeting is (s): then its people leave, and others meet in another room. */
	readonly meetingSeconds: number;
	readonly atOnce: number;
	readonly peopleInRoom: number;
	/** How often it is looked how much the server holds (s). */
	readonly lookSeconds: number;
	/** How long rooms may take to be put away in the end (ms). */
	readonly patienceMs: number;
	readonly progress?: (line: string) => void;
}

export interface Soaked {
	readonly meetings: number;
	readonly edits: number;
	readonly lost: number;
	/** What the server held, after collections, over time. */
	readonly samples: readonly { readonly minute: number; readonly mb: number }[];
	/** What it held more for an hour at people's pace, by least squares over the last two thirds of the samples (MB). */
	readonly mbAnHour: number;
	/** What it held in the end more than in the beginning, with nobody there (MB). */
	readonly leftMb: number;
	/** Sockets and rooms in the end. */
	readonly connections: number;
	readonly rooms: number;
	readonly fell: string | null;
}

const mostMbAnHour = 1;
const mostMbLeft = 10;

/** Nothing grows, nothing is left, nothing is lost. */
export const lasted = (seen: Soaked): boolean =>
	seen.fell === null &&
	seen.lost === 0 &&
	seen.mbAnHour < mostMbAnHour &&
	seen.leftMb < mostMbLeft &&
	seen.connections + seen.rooms === 0;

/** A person at a meeting writes something every five seconds or so: this is fifty times as much (ms). */
const speed = 50;
const everyMs = 5_000 / speed;

/** Meeting after meeting, at fifty times the pace of people. */
export async function soak(options: Soak): Promise<Soaked> {
	const { hall, minutes } = options;
	const end = performance.now() + minutes * 60_000;
	const chance = mulberry(1);
	let meetings = 0;
	let edits = 0;
	let lost = 0;
	const nextRoom = () => hall.rooms[meetings++ % hall.rooms.length] as string;

	async function meet(): Promise<void> {
		while (performance.now() < end && hall.server.ended() === undefined) {
			const one = await meeting(options, nextRoom(), `m${meetings}`, chance);
			edits += one.edits;
			lost += one.lost;
		}
	}

	// One meeting first, so that what is made once is there.
	await meeting({ ...options, meetingSeconds: 2 }, nextRoom(), 'first', chance);
	await emptied(options);
	const empty = await heldMb(hall);
	const begun = performance.now();
	const samples: { minute: number; mb: number }[] = [];
	let over = false;
	const looking = (async () => {
		while (!over && hall.server.ended() === undefined) {
			await wait(options.lookSeconds * 1000);
			if (over) break;
			const minute = (performance.now() - begun) / 60_000;
			const mb = await heldMb(hall);
			samples.push({ minute, mb });
			options.progress?.(`${minute.toFixed(1)} min: ${mb.toFixed(1)} MB, ${edits} edits`);
		}
	})();
	await Promise.all(Array.from({ length: options.atOnce }, meet));
	over = true;
	await looking;
	const { connections, rooms } = await emptied(options);
	return {
		meetings,
		edits,
		lost,
		samples,
		mbAnHour: (slope(samples.slice(Math.floor(samples.length / 3))) * 60) / speed,
		leftMb: (await heldMb(hall)) - empty,
		connections,
		rooms,
		fell: hall.server.ended() ?? null,
	};
}

/** People come, type and leave, one of them without a word; one falls asleep, and one sends what nobody should. */
async function meeting(
	options: Soak,
	room: string,
	name: string,
	chance: () => number,
): Promise<{ edits: number; lost: number }> {
	const { hall, peopleInRoom } = options;
	const cookie = (n: number) => hall.cookies[n % hall.cookies.length] as string;
	const typists = Array.from(
		{ length: peopleInRoom },
		(_, n) =>
			new Typist({
				address: hall.address,
				room,
				cookie: cookie(n),
				name: `${name}.${n}`,
				returns: true,
			}),
	);
	const sleeper = new Client(hall.address, room, cookie(0));
	sleeper.synced.then(
		() => sleeper.line.pause(),
		() => {},
	);
	await came(() => typists.every(({ inside }) => inside), 10_000);
	for (const typist of typists) typist.type(everyMs);
	const tally = { sent: 0, lines: 0, closes: {}, refusals: {} };
	const bad = await Attacker.come(hall.address, room, cookie(1), tally).catch(() => null);
	await bad?.say([mutated(honestMessages(chance), chance)]);
	await wait(options.meetingSeconds * 1000);
	for (const typist of typists) typist.rest();
	await came(() => typists.every(({ saved, edits }) => saved === edits), 10_000);
	const copy = await copyOf(hall.address, room, cookie(0)).catch(() => null);
	const lost = copy ? typists.reduce((sum, typist) => sum + typist.lostFrom(copy), 0) : 0;
	bad?.leave();
	sleeper.line.cut();
	for (const typist of typists) typist.vanish();
	return { edits: typists.reduce((sum, { edits }) => sum + edits, 0), lost };
}

/** Waits until nobody is there and every room is put away; says what is left. */
async function emptied({
	hall,
	patienceMs,
}: Soak): Promise<{ connections: number; rooms: number }> {
	const end = performance.now() + patienceMs;
	for (;;) {
		const metrics = await metricsOf(hall.address.port);
		const left = {
			connections: level(metrics, 'relay_connections'),
			rooms: level(metrics, 'relay_rooms'),
		};
		if (left.connections + left.rooms === 0 || performance.now() > end) return left;
		await wait(500);
	}
}

async function heldMb(hall: Hall): Promise<number> {
	const memory = await memoryOf(hall.address.port).catch(() => null);
	return memory ? (memory.heapUsed + memory.external) / 2 ** 20 : NaN;
}

/** Least squares: megabytes a minute. */
function slope(samples: readonly { minute: number; mb: number }[]): number {
	const mean = (of: (sample: (typeof samples)[number]) => number) =>
		samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
	const [minute, mb] = [mean((sample) => sample.minute), mean((sample) => sample.mb)];
	const top = samples.reduce((sum, one) => sum + (one.minute - minute) * (one.mb - mb), 0);
	return top / samples.reduce((sum, one) => sum + (one.minute - minute) ** 2, 0);
}
