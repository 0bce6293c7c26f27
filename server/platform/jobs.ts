import { sql } from 'kysely';
import type { Json } from '#domain/kernel/canonical.ts';
import { transact, type Services, type Tx } from './tx.ts';
import { done, failed, startWorker, type Worker, type WorkTable } from './worker.ts';

export type JobRunner = (payload: Json) => Promise<void>;

const claimSeconds = 60;
const table: WorkTable = { name: 'job', pollMs: 1_000, retryCapSeconds: 3_600 };

/** Queues work for `dueAt`. With `uniqueKey` a second call for the same key changes nothing. */
export async function queueJob(
	tx: Tx,
	job: { kind: string; payload: Json; dueAt: Date; uniqueKey?: string },
): Promise<void> {
	await tx.db
		.insertInto('job')
		.values({
			id: tx.uuid(),
			kind: job.kind,
			payload: JSON.stringify(job.payload),
			due_at: job.dueAt,
			unique_key: job.uniqueKey ?? null,
		})
		.onConflict((oc) => oc.column('unique_key').doNothing())
		.execute();
}

/** Runs due jobs, one at a time in this process; several processes share the table by SKIP LOCKED. A job that throws is tried again later. */
export function startJobs(services: Services, runners: ReadonlyMap<string, JobRunner>): Worker {
	return startWorker(services, table, async () => {
		const row = await transact(services, async (tx) => {
			const { rows } = await sql<{ id: string; kind: string; payload: Json; attempts: number }>`
				update job set attempts = attempts + 1, claimed_until = clock_timestamp() + make_interval(secs => ${claimSeconds})
				where id = (
					select id from job where done_at is null and due_at <= clock_timestamp()
						and (claimed_until is null or claimed_until < clock_timestamp())
					order by due_at limit 1 for update skip locked)
				returning id, kind, payload, attempts`.execute(tx.db);
			return rows[0];
		});
		if (!row) return false;
		const runner = runners.get(row.kind);
		try {
			if (!runner) throw new Error(`no runner for job ${row.kind}`);
			await runner(row.payload);
			await done(services, table, row.id);
		} catch (error) {
			services.log.error({ err: error, kind: row.kind, job: row.id }, 'job failed');
			await failed(services, table, row, error);
		}
		return true;
	});
}
