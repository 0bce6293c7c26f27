import { setTimeout as wait } from 'node:timers/promises';
import { inTurn } from '../../bench/jobs/typing.ts';
import { Client } from '../../bench/support/client.ts';
import { Pen } from '../../bench/support/pen.ts';
import { ascending, quantile } from '../../bench/support/stats.ts';
import type { Hall } from './hall.ts';
import { level, metricsOf } from './metrics.ts';
import { came } from './wait.ts';

export interface Herd {
	readonly hall: Hall;
	readonly clients: number;
	/** SIGTERM: it says goodbye in waves. SIGKILL: it does not. */
	readonly signal: 'SIGTERM' | 'SIGKILL';
}

export interface HerdSeen {
	/** From the server's listening again until each had the room again (ms); NaN when not all came back. */
	readonly p50Ms: number;
	readonly p95Ms: number;
	readonly worstMs: number;
	/** How many were back within patience. */
	readonly back: number;
	/** Attempts that were refused or cut. */
	readonly failedAttempts: number;
	/** How long the server's loop stood still at the 99th percentile, by its own count (s). */
	readonly loopP99: number;
	readonly fell: string | null;
}

const mostMs = { p95: 5_000, worst: 10_000 };

/** All are back, and soon. */
export const cameBack = (seen: HerdSeen): boolean =>
	seen.fell === null && seen.p95Ms < mostMs.p95 && seen.worstMs < mostMs.worst;

const patience = 30_000;
/** y-websocket's pauses between attempts (ms): without jitter, so that those cut off together knock together. */
const firstPause = 100;
const longestPause = 2_500;
/** What stands in each room (letters). */
const letters = 5_000;

/** Somebody who comes back as y-websocket does. */
class Returning {
	client: Client | undefined;
	/** When it last had the room. */
	backAt = NaN;
	failed = 0;
	#attempt = 0;
	#gone = false;
	readonly #knockAt: () => Client;

	constructor(knockAt: (closed: () => void) => Client) {
		this.#knockAt = () => knockAt(() => this.#closed());
	}

	knock(): Promise<void> {
		this.client = this.#knockAt();
		return this.client.synced.then(
			() => {
				this.#attempt = 0;
				this.backAt = performance.now();
			},
			() => {
				this.failed++;
			},
		);
	}

	#closed(): void {
		this.backAt = NaN;
		if (this.#gone) return;
		const pause = Math.min(firstPause * 2 ** this.#attempt++, longestPause);
		setTimeout(() => this.#gone || void this.knock(), pause);
	}

	leave(): void {
		this.#gone = true;
		this.client?.line.cut();
	}
}

/** Many are connected; the server goes and comes back; so do they. */
export async function herd({ hall, clients, signal }: Herd): Promise<HerdSeen> {
	for (const room of hall.rooms) await fill(hall, room);
	const all = Array.from({ length: clients }, (_, n) => {
		const room = hall.rooms[n % hall.rooms.length] as string;
		const cookie = hall.cookies[n % hall.cookies.length];
		return new Returning((closed) => new Client(hall.address, room, cookie, { closed }));
	});
	await inTurn(
		all.map((one) => () => one.knock()),
		64,
	);
	if (!(await came(() => all.every(({ backAt }) => backAt > 0), patience)))
		throw new Error(`not everybody came in: ${hall.server.said()}`);
	await wait(500);
	for (const one of all) one.failed = 0;

	await hall.server.end(signal);
	await hall.start();
	const begun = performance.now();
	// It counts from the first time that it is asked.
	await metricsOf(hall.address.port);
	await came(() => all.every(({ backAt }) => backAt > 0), patience);
	const times = ascending(
		all.map(({ backAt }) => Math.max(0, backAt - begun)).filter((ms) => Number.isFinite(ms)),
	);
	const metrics = await metricsOf(hall.address.port);
	const seen = {
		p50Ms: quantile(times, 0.5),
		p95Ms: times.length === clients ? quantile(times, 0.95) : NaN,
		worstMs: times.length === clients ? (times.at(-1) ?? NaN) : NaN,
		back: times.length,
		failedAttempts: all.reduce((sum, { failed }) => sum + failed, 0),
		loopP99: level(metrics, 'nodejs_eventloop_lag_p99_seconds'),
		fell: hall.server.ended() ?? null,
	};
	for (const one of all) one.leave();
	return seen;
}

async function fill(hall: Hall, room: string): Promise<void> {
	const client = new Client(hall.address, room, hall.cookies[0]);
	await client.synced;
	const pen = new Pen(1 + Math.floor(Math.random() * 0xffff_fffe));
	client.sendContent(client.content(pen.opening()));
	for (let n = 0; n < letters; n++) client.sendContent(client.content(pen.letter()));
	if (!(await came(() => client.acknowledged === client.sent, patience)))
		throw new Error('the room was not filled');
	client.close();
}
