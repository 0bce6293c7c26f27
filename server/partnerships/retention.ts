import { sql, type RawBuilder } from 'kysely';
import { timedRules, type TimedKey } from '#domain/partnerships/retention.ts';
import { queueJob, type JobRunner } from '../platform/jobs.ts';
import { audit, transact, type Services, type Tx } from '../platform/tx.ts';

export const retentionJob = 'partnerships.retention';

/** What a rule would do and to what: the rows that are over after so many days, and what becomes of them. */
interface Sweep {
	readonly table: string;
	readonly over: (days: number) => RawBuilder<unknown>;
	/** The private fields of rows that stay, with what they are set to; without it the rows go. */
	readonly blank?: RawBuilder<unknown>;
}

const before = (column: string, days: number) =>
	sql`${sql.ref(column)} < clock_timestamp() - make_interval(days => ${days})`;

/** Nobody who holds something, or held something lately: their contact is needed no longer. */
const left = (
	days: number,
) => sql`erased_at is null and (email is not null or phone is not null or access_needs is not null)
	and exists (select from (
		select ends_on from seat_term t where t.partnership_id = person.partnership_id and t.person_id = person.id
		union all select ends_on from deputy_term t where t.partnership_id = person.partnership_id and t.person_id = person.id
		union all select ends_on from body_role t where t.partnership_id = person.partnership_id and t.person_id = person.id
	) as held having bool_and(held.ends_on is not null and held.ends_on < current_date - ${days}::int))`;

const sweeps: Readonly<Record<TimedKey, Sweep>> = {
	half_sign_ins: { table: 'half_sign_in', over: (days) => before('expires_at', days) },
	sign_in_links: { table: 'sign_in_link', over: (days) => before('expires_at', days) },
	rate_limits: { table: 'rate_limit', over: (days) => before('since', days) },
	sessions: {
		table: 'session',
		over: (days) =>
			sql`least(expires_at, ends_at) < clock_timestamp() - make_interval(days => ${days})`,
	},
	receipts: { table: 'command_receipt', over: (days) => before('at', days) },
	mail: { table: 'mail', over: (days) => before('created_at', days) },
	work_done: { table: 'job', over: (days) => before('done_at', days) },
	news_delivered: { table: 'outbox', over: (days) => before('done_at', days) },
	invitations: {
		table: 'invitation',
		over: (days) =>
			sql`email <> '' and coalesce(used_at, withdrawn_at, expires_at) < clock_timestamp() - make_interval(days => ${days})`,
		blank: sql`email = ''`,
	},
	list_uploads: { table: 'list_upload', over: (days) => before('uploaded_at', days) },
	known_devices: { table: 'known_device', over: (days) => before('seen_at', days) },
	left_contact: {
		table: 'person',
		over: left,
		blank: sql`email = null, phone = null, access_needs = null`,
	},
};

export interface Removed {
	readonly key: TimedKey;
	readonly rows: number;
}

/**
 * Applies the table of how long things are kept, all or nothing, and writes into the audit log how much each rule removed.
 * A dry run only counts.
 */
export async function applyRetention(
	services: Services,
	{ dryRun }: { readonly dryRun: boolean },
): Promise<Removed[]> {
	return transact(services, async (tx) => {
		const removed: Removed[] = [];
		for (const { key, days } of timedRules) {
			const rows = await sweep(tx, sweeps[key], days, dryRun);
			removed.push({ key, rows });
			if (rows > 0 && !dryRun)
				await audit(tx, {
					act: 'partnerships.retention_applied',
					subject: key,
					detail: { rows, days },
				});
		}
		return removed;
	});
}

async function sweep(
	tx: Tx,
	{ table, over, blank }: Sweep,
	days: number,
	dryRun: boolean,
): Promise<number> {
	const from = sql.table(table);
	if (dryRun) {
		const { rows } = await sql<{ n: number }>`
			select count(*)::int as n from ${from} where ${over(days)}`.execute(tx.db);
		return rows[0]?.n ?? 0;
	}
	const { numAffectedRows } = blank
		? await sql`update ${from} set ${blank} where ${over(days)}`.execute(tx.db)
		: await sql`delete from ${from} where ${over(days)}`.execute(tx.db);
	return Number(numAffectedRows ?? 0n);
}

/** Three in the morning, UTC, after a moment. */
function nextNight(after: Date): Date {
	const night = new Date(after);
	night.setUTCHours(3, 0, 0, 0);
	if (night <= after) night.setUTCDate(night.getUTCDate() + 1);
	return night;
}

/** Sees to it that the next night's run is queued: at the start of the process and after every run. */
export async function queueRetention(services: Services): Promise<void> {
	await transact(services, async (tx) => {
		const dueAt = nextNight(tx.now);
		const uniqueKey = `${retentionJob}:${dueAt.toISOString().slice(0, 10)}`;
		await queueJob(tx, { kind: retentionJob, payload: {}, dueAt, uniqueKey });
	});
}

/** The nightly job. */
export function retentionRunner(services: Services): JobRunner {
	return async () => {
		const removed = await applyRetention(services, { dryRun: false });
		services.log.info({ removed }, 'retention applied');
		await queueRetention(services);
	};
}
