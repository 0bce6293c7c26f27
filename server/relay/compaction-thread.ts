import { Worker } from 'node:worker_threads';
import type { Compact, Compacted } from './ports.ts';

/** A thread without work this long is ended (ms): it holds a copy of the code in memory. */
const restMs = 30_000;

/** Compacts in a thread of its own, started when there is something to compact. */
export function threadedCompact(): {
	readonly compact: Compact;
	readonly stop: () => Promise<void>;
} {
	interface Waiting {
		readonly resolve: (made: Compacted) => void;
		readonly reject: (error: Error) => void;
	}
	const waiting = new Map<number, Waiting>();
	let worker: Worker | undefined;
	let resting: NodeJS.Timeout | undefined;
	let n = 0;

	function started(): Worker {
		if (worker) return worker;
		const made = new Worker(new URL('./compaction-worker.ts', import.meta.url));
		made.unref();
		made.on('message', (answer: { n: number; made?: Compacted; error?: string }) => {
			const who = waiting.get(answer.n);
			waiting.delete(answer.n);
			if (answer.made) who?.resolve(answer.made);
			else who?.reject(new Error(answer.error));
			clearTimeout(resting);
			resting = setTimeout(() => void stop(), restMs).unref();
		});
		const ended = (error: Error) => {
			if (worker === made) worker = undefined;
			for (const { reject } of waiting.values()) reject(error);
			waiting.clear();
		};
		made.on('error', ended);
		made.on('exit', () => ended(new Error('the compacting thread ended')));
		worker = made;
		return made;
	}

	async function stop(): Promise<void> {
		clearTimeout(resting);
		await worker?.terminate();
	}

	return {
		compact: (work) =>
			new Promise((resolve, reject) => {
				clearTimeout(resting);
				waiting.set(++n, { resolve, reject });
				started().postMessage({ n, work });
			}),
		stop,
	};
}
