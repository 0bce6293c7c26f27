import { setTimeout as wait } from 'node:timers/promises';
import * as Y from 'yjs';
import { inTurn } from '../../bench/jobs/typing.ts';
import { mulberry } from '../../bench/support/chance.ts';
import { memoryOf } from '../../bench/support/memory.ts';
import { Times } from '../../bench/support/stats.ts';
import { Attacker } from './attacker.ts';
import { attacks } from './attacks.ts';
import type { Hall } from './hall.ts';
import { honestMessages, mutated } from './mutate.ts';
import { Pulse } from './pulse.ts';
import { copyOf, Typist } from './typist.ts';
import { came } from './wait.ts';

export interface Siege {
	readonly hall: Hall;
	readonly frames: number;
	/** Mutated frames before the growth is looked at: a young process grows to its working size under any load. */
	readonly growUp: number;
	readonly seed: number;
}

export interface Besieged {
	/** Attacks after which the honest one could not go on. */
	readonly broken: readonly string[];
	/** How the server ended by itself; null when it did not. */
	readonly fell: string | null;
	/** What the process holds more than at the beginning, and has grown by with the last frames, after collections (MB). */
	readonly heldMb: number;
	readonly grownMb: number;
	readonly peakMb: number;
	/** From an honest edit to its acknowledgement meanwhile (ms). */
	readonly ackP99Ms: number;
	/** Whether the room is the same after a restart as before it, with all honest words in it. */
	readonly whole: boolean;
	readonly frames: number;
	/** Lines that the attackers opened. */
	readonly lines: number;
	readonly closes: Readonly<Record<string, number>>;
	readonly refusals: Readonly<Record<string, number>>;
}

/** What the server may hold more, and have grown by (MB). */
const most = 50;

/** No crash, no attack that worked, memory within bounds, and the room works. */
export const withstood = (seen: Besieged): boolean =>
	seen.fell === null &&
	seen.broken.length === 0 &&
	seen.whole &&
	seen.heldMb < most &&
	seen.grownMb < most;

const atOnce = 8;
/** How long an honest edit may take to be saved (ms). */
const patience = 5_000;
const megabyte = 2 ** 20;

/** One room, one who writes honestly, and many who have the right to write and send what nobody should. */
export async function besiege({ hall, frames, growUp, seed }: Siege): Promise<Besieged> {
	const { address, server } = hall;
	const room = hall.rooms[0] as string;
	const cookies = hall.cookies as readonly [string, ...string[]];
	const honest = new Typist({ address, room, cookie: cookies[0], name: 'honest', returns: true });
	const tally = { sent: 0, lines: 0, closes: {}, refusals: {} };
	const come = (n: number) =>
		Attacker.come(address, room, cookies[1 + (n % (cookies.length - 1))] as string, tally);

	/** Whether an honest edit is saved, and a newcomer finds it. */
	async function works(): Promise<boolean> {
		honest.edit();
		const { edits } = honest;
		if (!(await came(() => honest.saved >= edits, patience))) return false;
		return honest.lostFrom(await copyOf(address, room, cookies[0])) === 0;
	}

	async function sendMutated(count: number, seeds: number): Promise<void> {
		let left = count;
		const attackOn = async (n: number) => {
			const chance = mulberry(seeds + n);
			const honestly = honestMessages(chance);
			while (left > 0 && server.ended() === undefined) {
				const attacker = await come(n).catch(() => wait(20));
				while (attacker && !attacker.closed && left-- > 0)
					await attacker.say([mutated(honestly, chance)]);
				attacker?.leave();
			}
		};
		await Promise.all(Array.from({ length: atOnce }, (_, n) => attackOn(n)));
	}

	async function sendAttacks(): Promise<string[]> {
		const broken: string[] = [];
		for (const attack of attacks) {
			if (server.ended() !== undefined) break;
			const { clientID, store } = honest.doc;
			const content = Y.encodeStateAsUpdate(honest.doc);
			const sockets = attack.sockets(clientID, Y.getState(store, clientID), content);
			const runs = sockets.map((messages, n) => async () => {
				const attacker = await come(n);
				await attacker.say(messages);
				attacker.leave();
			});
			await inTurn(runs, atOnce).catch(() => {});
			if (!(await works().catch(() => false))) broken.push(attack.name);
		}
		return broken;
	}

	const fallen = { rss: NaN, heapUsed: NaN, external: NaN };
	const memory = () => memoryOf(address.port).catch(() => fallen);

	if (!(await came(() => honest.inside, patience)) || !(await works()))
		throw new Error(`the room did not work before: ${server.said()}`);
	const fresh = await memory();
	const pulse = new Pulse(server.pid);
	const broken = await sendAttacks();
	await sendMutated(growUp, 1_000 * seed);
	const before = await memory();
	honest.acks = new Times();
	honest.type(100);
	await sendMutated(frames, 1_000 * seed + 500);
	honest.rest();
	if (server.ended() === undefined && !(await works())) broken.push('mutated frames');
	const after = await memory();
	const seen = {
		broken,
		fell: server.ended() ?? null,
		grownMb: (after.rss - before.rss) / megabyte,
		heldMb: (after.heapUsed + after.external - fresh.heapUsed - fresh.external) / megabyte,
		peakMb: pulse.stop() / megabyte,
		ackP99Ms: honest.acks.quantile(0.99),
		frames: tally.sent,
		lines: tally.lines,
		closes: tally.closes,
		refusals: tally.refusals,
	};
	honest.vanish();
	if (seen.fell !== null) return { ...seen, whole: false };
	const content = async () => {
		const doc = await copyOf(address, room, cookies[0]);
		return { doc, text: doc.getXmlFragment('body').toJSON() };
	};
	const shown = await content();
	await server.end('SIGTERM');
	await hall.start();
	const kept = await content();
	return { ...seen, whole: shown.text === kept.text && honest.lostFrom(kept.doc) === 0 };
}
