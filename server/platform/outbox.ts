import { sql } from 'kysely';
import type { DomainEvent } from '#domain/kernel/event.ts';
import { transact, type Services } from './tx.ts';

/** Reacts after the commit of the event, outside any transaction. May run twice for one event: it must be idempotent by `eventId`. */
export type Reaction = (event: DomainEvent, eventId: string) => Promise<void>;

export interface Worker {
	wake(): void;
	/** Resolves when nothing is due and nothing runs; for tests and shutdown. */
	idle(): Promise<void>;
	stop(): Promise<void>;
}

const claimSeconds = 30;
const pollMs = 2_000;
const retryCapSeconds = 300;

/**
 * Delivers queued events in order, one at a time. A reaction that throws is tried again later with growing delay
 * (its event only; later ones wait, since minutes and mail follow the order of the meeting).
 */
export function startOutbox(
	services: Services,
	reactions: ReadonlyMap<string, readonly Reaction[]>,
): Worker {
	let stopped = false;
	let running: Promise<void> | undefined;
	let again = false;
	const timer = setInterval(() => wake(), pollMs);
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

	let mine = false;

	/** One process holds the store, so what is claimed at its start was claimed by one that died. */
	async function takeOver(): Promise<void> {
		await services.db
			.updateTable('outbox')
			.set({ claimed_until: null })
			.where('done_at', 'is', null)
			.execute();
		mine = true;
	}

	async function drain(): Promise<void> {
		try {
			if (!mine) await takeOver();
			while (!stopped && (await deliverNext())) {
				// until nothing is due
			}
		} catch (error) {
			services.log.error({ err: error }, 'outbox');
		}
	}

	async function deliverNext(): Promise<boolean> {
		const row = await transact(services, async (tx) => {
			const { rows } = await sql<{
				id: number;
				event: string;
				payload: DomainEvent;
				attempts: number;
			}>`update outbox set attempts = attempts + 1, claimed_until = clock_timestamp() + make_interval(secs => ${claimSeconds})
				where id = (select id from outbox where done_at is null order by id limit 1 for update)
				and due_at <= clock_timestamp()
				and (claimed_until is null or claimed_until < clock_timestamp())
				returning id, event, payload, attempts`.execute(tx.db);
			return rows[0];
		});
		if (!row) return false;
		try {
			for (const reaction of reactions.get(row.event) ?? [])
				await reaction(row.payload, String(row.id));
		} catch (error) {
			services.log.error({ err: error, event: row.event, outbox: row.id }, 'reaction failed');
			await services.db
				.updateTable('outbox')
				.set({
					claimed_until: null,
					last_error: error instanceof Error ? error.name : 'unknown',
					due_at: sql<Date>`clock_timestamp() + make_interval(secs => ${Math.min(retryCapSeconds, 2 ** row.attempts)})`,
				})
				.where('id', '=', row.id)
				.execute();
			return false;
		}
		await services.db
			.updateTable('outbox')
			.set({ done_at: sql<Date>`clock_timestamp()`, claimed_until: null })
			.where('id', '=', row.id)
			.execute();
		return true;
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
