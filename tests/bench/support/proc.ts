import { readFileSync, readdirSync } from 'node:fs';

/** Clock ticks a second in /proc (USER_HZ): 100 on every Linux that Node runs on. */
const ticks = 100;

interface Stat {
	readonly pid: number;
	readonly parent: number;
	/** Ended, but not yet collected by its parent. */
	readonly zombie: boolean;
	/** User and system time of the process and its threads (ms). */
	readonly cpuMs: number;
}

/** One process in /proc; undefined when it is gone. Linux only. */
function stat(pid: number): Stat | undefined {
	try {
		const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
		// The name in brackets may hold anything.
		const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
		const ms = ((Number(fields[11]) + Number(fields[12])) / ticks) * 1000;
		return { pid, parent: Number(fields[1]), zombie: fields[0] === 'Z', cpuMs: ms };
	} catch {
		return undefined;
	}
}

/** User and system time of a process (ms). */
export const cpuMs = (pid: number): number => stat(pid)?.cpuMs ?? 0;

/** Whether a process still runs. */
export const isAlive = (pid: number): boolean => stat(pid)?.zombie === false;

/** Resident memory of a process (bytes). */
export function rss(pid: number): number {
	const match = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'));
	return Number(match?.[1] ?? 0) * 1024;
}

/** The children of a process. */
export function childrenOf(pid: number): number[] {
	return readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name))
		.flatMap((name) => {
			const found = stat(Number(name));
			return found?.parent === pid ? [found.pid] : [];
		});
}

/** The time of each child of a process (ms), for those who come and go: the difference of two such pictures counts. */
export class Family {
	readonly #parent: number;
	readonly #before = new Map<number, number>();

	constructor(parent: number) {
		this.#parent = parent;
		for (const pid of [parent, ...childrenOf(parent)]) this.#before.set(pid, cpuMs(pid));
	}

	/** What parent and children have used since this was made (ms); those that ended meanwhile are not counted. */
	sinceMs(): number {
		let total = 0;
		for (const pid of [this.#parent, ...childrenOf(this.#parent)])
			total += cpuMs(pid) - (this.#before.get(pid) ?? 0);
		return total;
	}
}
