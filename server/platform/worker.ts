import { sql } from 'kysely';
import type { Services } from './tx.ts';

export interface Worker {
	wake(): void;
	/** Resolves when nothing is due and nothing runs; for tests and shutdown. */
	idle(): Promise<void>;
	stop(): Promise<void>;
}

/** A table of work to be done: both have `claimed_until`, `due_at`, `attempts`, `done_at` and `last_error`. */
export interface WorkTable {
	readonly name: 'job' | 'outbox';
	/** How often, in milliseconds, the worker looks without being woken. */
	readonly pollMs: number;
	/** The longest time, in seconds, until something that failed is tried again. */
	readonly retryCapSeconds: number;
}

/**
 * Runs `next` until it answers that nothing is due: when woken, and every `pollMs`. One run at a time in this process;
 * what wakes it while it runs makes it look once more.
 */
export function startWorker(
	services: Services,
	table: WorkTable,
	next: () => Promise<boolean>,
): Worker {
	let stopped = false;
	let running: Promise<void> | undefined;
	let again = false;
	let mine = false;
	const timer = setInterval(() => wake(), table.pollMs);
	timer.unref();

	function wake(): void {
		if (stopped) return;
		if (running) {
			again = true;
			return;
		}
		running = drain().finally(() => {
			running = undefined;
			if (again) {
				again = false;
				wake();
			}
		});
	}

	/** One process holds the store, so what is claimed at its start was claimed by one that died. */
	async function takeOver(): Promise<void> {
		await sql`update ${sql.table(table.name)} set claimed_until = null where done_at is null`.execute(
			services.db,
		);
		mine = true;
	}

	async function drain(): Promise<void> {
		try {
			if (!mine) await takeOver();
			while (!stopped && (await next())) {
				// until nothing is due
			}
		} catch (error) {
			services.log.error({ err: error }, table.name);
		}
	}

	return {
		wake,
		async idle() {
			wake();
			while (running) await running;
		},
		async stop() {
			stopped = true;
			clearInterval(timer);
			await running;
		},
	};
}

/** Marks a claimed row as done. */
export async function done(
	services: Services,
	table: WorkTable,
	id: string | number,
): Promise<void> {
	await sql`update ${sql.table(table.name)} set done_at = clock_timestamp(), claimed_until = null
		where id = ${id}`.execute(services.db);
}

/** Gives a claimed row back, to be tried again after two, four, eight … seconds. Stores the error's name, never its words. */
export async function failed(
	services: Services,
	table: WorkTable,
	row: { readonly id: string | number; readonly attempts: number },
	error: unknown,
): Promise<void> {
	const seconds = Math.min(table.retryCapSeconds, 2 ** row.attempts);
	await sql`update ${sql.table(table.name)} set claimed_until = null,
		last_error = ${error instanceof Error ? error.name : 'unknown'},
		due_at = clock_timestamp() + make_interval(secs => ${seconds})
		where id = ${row.id}`.execute(services.db);
}
