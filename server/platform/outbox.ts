import { sql } from 'kysely';
import type { DomainEvent } from '#domain/kernel/event.ts';
import type { Services } from './tx.ts';
import { done, failed, startWorker, type Worker, type WorkTable } from './worker.ts';

/** Reacts after the commit of the event, outside any transaction. May run twice for one event: it must be idempotent by `eventId`. */
export type Reaction = (event: DomainEvent, eventId: string) => Promise<void>;

const claimSeconds = 30;
const table: WorkTable = { name: 'outbox', pollMs: 2_000, retryCapSeconds: 300 };

/**
 * Delivers queued events in order, one at a time. A reaction that throws is tried again later with growing delay
 * (its event only; later ones wait, since minutes and mail follow the order of the meeting).
 */
export function startOutbox(
	services: Services,
	reactions: ReadonlyMap<string, readonly Reaction[]>,
): Worker {
	return startWorker(services, table, async () => {
		const { rows } = await sql<{
			id: number;
			event: string;
			payload: DomainEvent;
			attempts: number;
		}>`update outbox set attempts = attempts + 1, claimed_until = clock_timestamp() + make_interval(secs => ${claimSeconds})
			where id = (select id from outbox where done_at is null order by id limit 1 for update)
			and due_at <= clock_timestamp()
			and (claimed_until is null or claimed_until < clock_timestamp())
			returning id, event, payload, attempts`.execute(services.db);
		const [row] = rows;
		if (!row) return false;
		try {
			for (const reaction of reactions.get(row.event) ?? [])
				await reaction(row.payload, String(row.id));
		} catch (error) {
			services.log.error({ err: error, event: row.event, outbox: row.id }, 'reaction failed');
			await failed(services, table, row, error);
			return false;
		}
		await done(services, table, row.id);
		return true;
	});
}
