import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { mulberry } from '../support/chance.ts';
import { Crowd, Tally, type Member } from '../support/crowd.ts';
import { Family, cpuMs, rss } from '../support/proc.ts';
import type { RoomAt, Target } from './job.ts';

/** People in rooms, some of whom type. */
export interface TypingJob {
	readonly target: Target;
	readonly rooms: readonly RoomAt[];
	/** How many of each room type. */
	readonly writers: number;
	/** Letters a second of each writer, one step of the ramp after the other. */
	readonly rates: readonly number[];
	/** Whose moments of typing these are: the same for every system of a run, since what falls together is cheaper. */
	readonly seed: number;
	/** Rooms in which one more watches with a real document. */
	readonly probes: number;
	/** Whether everybody shows where they are, as stock clients do. */
	readonly presence: boolean;
	readonly settleMs: number;
	readonly measureMs: number;
	/** Ends the ramp at the first step that twice was too much. */
	readonly untilTooMuch: boolean;
}

export interface TypingStep {
	readonly rate: number;
	/** Whether nearly everything that was sent came through at once. */
	readonly kept: boolean;
	/** When it was measured (ms since 1970). */
	readonly from: number;
	readonly until: number;
	/** Letters sent, and received by others, while it was measured. */
	readonly sent: number;
	readonly delivered: number;
	/** What would have been delivered if everything that was sent had come through within the measurement. */
	readonly due: number;
	readonly messages: number;
	readonly seconds: number;
	readonly serverCpuMs: number;
	readonly postgresCpuMs: number | null;
	readonly generatorCpuMs: number;
	readonly generatorLagMs: number;
	readonly propagationMs: Spread;
	readonly appliedMs: Spread;
	readonly acknowledgedMs: Spread | null;
	/** From a letter to the place of its author's cursor, where people show it. */
	readonly cursorMs: Spread | null;
}

interface Spread {
	readonly p50: number;
	readonly p99: number;
	readonly worst: number;
}

export interface TypingResult {
	readonly people: number;
	readonly joinedMs: number;
	readonly steps: readonly TypingStep[];
	/** Whether everybody had everything in the end, and the probes exactly that. */
	readonly complete: boolean;
	readonly faithful: boolean;
	readonly refused: number;
	readonly closed: number;
	readonly rssMb: number;
}

const atOnce = 64;

export async function typing(job: TypingJob): Promise<TypingResult> {
	const tally = new Tally();
	const { address, pid } = job.target;
	const begun = performance.now();
	const crowds: Crowd[] = [];
	const knocking: (() => Promise<unknown>)[] = [];
	for (const [n, room] of job.rooms.entries()) {
		const crowd = new Crowd(tally);
		crowds.push(crowd);
		for (const [who, cookie] of room.cookies.entries())
			knocking.push(() =>
				crowd.enter(address, room.name, cookie, {
					writes: who < job.writers,
					probe: n < job.probes && who === job.writers,
					presence: job.presence,
				}),
			);
	}
	await inTurn(knocking, atOnce);
	const joinedMs = performance.now() - begun;
	for (const crowd of crowds) crowd.open();
	await wait(500);

	const writers: Typing[] = crowds.flatMap((crowd) =>
		crowd.members
			.filter(({ writer }) => writer)
			.map((member) => ({ crowd, member, next: Infinity, chance: Math.random })),
	);
	const keys = setInterval(() => type(writers, interval), 1);
	const hands = setInterval(() => {
		const now = performance.now();
		for (const crowd of crowds) crowd.renew(now);
	}, 100);
	let interval = Infinity;
	const steps: TypingStep[] = [];
	for (const rate of job.rates) {
		const step = async () => {
			interval = 1000 / rate;
			const now = performance.now();
			for (const [n, writer] of writers.entries()) {
				writer.chance = mulberry(job.seed * 100_003 + n);
				writer.next = now + writer.chance() * interval;
			}
			await wait(job.settleMs);
			return measure(job, crowds, tally, rate);
		};
		let taken = await step();
		if (job.untilTooMuch && !taken.kept) {
			// The machine may have been busy with something else: once more, from a clean slate.
			for (const writer of writers) writer.next = Infinity;
			await all(crowds, 10_000);
			taken = await step();
		}
		steps.push(taken);
		if (job.untilTooMuch && !taken.kept) break;
	}
	clearInterval(keys);
	clearInterval(hands);

	const complete = await all(crowds, 20_000);
	const result: TypingResult = {
		people: crowds.reduce((sum, { members }) => sum + members.length, 0),
		joinedMs,
		steps,
		complete,
		faithful: crowds.every(({ faithful }) => faithful),
		refused: tally.refused,
		closed: tally.closed,
		rssMb: rss(pid) / 2 ** 20,
	};
	for (const { members } of crowds) for (const { client } of members) client.line.cut();
	return result;
}

/** Waits until everybody has everything; says whether that came to pass. */
async function all(crowds: readonly Crowd[], patienceMs: number): Promise<boolean> {
	const end = performance.now() + patienceMs;
	while (!crowds.every(({ complete }) => complete)) {
		if (performance.now() > end) return false;
		await wait(50);
	}
	return true;
}

/** Less than this share of what was due within a measurement is too much load. */
const enough = 0.95;

interface Typing {
	readonly crowd: Crowd;
	readonly member: Member;
	/** When the next letter is due. */
	next: number;
	chance: () => number;
}

function type(writers: readonly Typing[], interval: number): void {
	const now = performance.now();
	for (const writer of writers) {
		if (writer.next > now) continue;
		let due = 0;
		// Nobody types like a clock: a letter comes after half the usual time to one and a half of it.
		for (; writer.next <= now; due++) writer.next += (0.5 + writer.chance()) * interval;
		writer.crowd.write(writer.member, due);
	}
}

async function measure(
	job: TypingJob,
	crowds: readonly Crowd[],
	tally: Tally,
	rate: number,
): Promise<TypingStep> {
	const { pid, postgres } = job.target;
	const delay = monitorEventLoopDelay({ resolution: 5 });
	delay.enable();
	const family = postgres === null ? null : new Family(postgres);
	const cpu = cpuMs(pid);
	const own = process.cpuUsage();
	tally.begin();
	const begun = performance.now();
	await wait(job.measureMs);
	const seconds = (performance.now() - begun) / 1000;
	tally.counting = false;
	const { user, system } = process.cpuUsage(own);
	const serverCpuMs = cpuMs(pid) - cpu;
	delay.disable();
	const spread = (times: Tally['propagation']): Spread => ({
		p50: times.quantile(0.5),
		p99: times.quantile(0.99),
		worst: times.worst,
	});
	const until = Date.now();
	const due = tally.sent * ((crowds[0]?.members.length ?? 1) - 1);
	return {
		rate,
		kept: tally.delivered >= enough * due,
		from: until - seconds * 1000,
		until,
		sent: tally.sent,
		delivered: tally.delivered,
		due,
		messages: tally.messages,
		seconds,
		serverCpuMs,
		postgresCpuMs: family && family.sinceMs(),
		generatorCpuMs: (user + system) / 1000,
		generatorLagMs: delay.percentile(99) / 1e6,
		propagationMs: spread(tally.propagation),
		appliedMs: spread(tally.applied),
		acknowledgedMs: tally.acknowledged.count > 0 ? spread(tally.acknowledged) : null,
		cursorMs: tally.cursors.count > 0 ? spread(tally.cursors) : null,
	};
}

/** Runs all, so many at once. */
export async function inTurn(
	runs: readonly (() => Promise<unknown>)[],
	atOnce: number,
): Promise<void> {
	const left = runs.values();
	await Promise.all(
		Array.from({ length: atOnce }, async () => {
			for (const run of left) await run();
		}),
	);
}
