import { sql, type Transaction } from 'kysely';
import type { Actor } from '#domain/kernel/actor.ts';
import type { DomainEvent } from '#domain/kernel/event.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import { openTransaction, type Database } from './db.ts';
import type { Ids } from './ids.ts';
import type { Log } from './log.ts';
import type { DB } from './schema.ts';

/** What a store's reading function needs. */
export interface Reading {
	readonly db: Transaction<DB>;
}

/** An open transaction. Store functions take it and never reach for the `Database`. */
export interface Tx extends Reading {
	/** The database's clock at the start of the transaction; what deadlines are judged by. */
	readonly now: Date;
	uuid(): string;
	/** Runs the handlers wired for the event in this transaction (they may refuse), then queues it in the outbox. */
	emit(event: DomainEvent): Promise<void>;
	/** Runs once after commit; not at all after a rollback. */
	afterCommit(run: () => void): void;
}

export type Handler<E extends DomainEvent = DomainEvent> = (tx: Tx, event: E) => Promise<void>;

/** What every part may use. Parts right of the relay add it in their own context type. */
export interface Services {
	readonly db: Database;
	readonly clock: Clock;
	readonly ids: Ids;
	readonly log: Log;
	readonly config: Config;
	/** Handlers that run inside the emitting transaction, by event type; '*' sees all. Wired in app.ts only. */
	readonly handlers: ReadonlyMap<string, readonly Handler[]>;
	/** Whether anything reacts to events of that type after the commit. What nobody waits for is delivered as it is written. */
	reacts(type: string): boolean;
	/** Wakes the outbox after a commit that queued events. */
	wakeOutbox(): void;
}

/** Runs `work` in one transaction. Refusals and faults roll it back and are thrown on. */
export async function transact<T>(services: Services, work: (tx: Tx) => Promise<T>): Promise<T> {
	const after: (() => void)[] = [];
	let queued = false;
	const result = await services.db.transaction().execute(async (db) => {
		const state = { open: true };
		return openTransaction.run(state, async () => {
			try {
				const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db);
				const tx: Tx = {
					db,
					now: (rows[0] as { now: Date }).now,
					uuid: () => services.ids.uuid(),
					afterCommit: (run) => void after.push(run),
					async emit(event) {
						const awaited = services.reacts(event.type);
						queued ||= awaited;
						for (const handler of [
							...(services.handlers.get(event.type) ?? []),
							...(services.handlers.get('*') ?? []),
						])
							await handler(tx, event);
						await db
							.insertInto('outbox')
							.values({
								event: event.type,
								payload: JSON.stringify(event),
								done_at: awaited ? null : sql`clock_timestamp()`,
							})
							.execute();
					},
				};
				return await work(tx);
			} finally {
				state.open = false;
			}
		});
	});
	if (queued) services.wakeOutbox();
	for (const run of after) run();
	return result;
}

/** Runs `work` on one consistent picture of the store, read only. */
export async function reading<T>(
	services: Pick<Services, 'db'>,
	work: (tx: Reading) => Promise<T>,
): Promise<T> {
	return services.db
		.transaction()
		.setIsolationLevel('repeatable read')
		.setAccessMode('read only')
		.execute(async (db) => {
			const state = { open: true };
			return openTransaction.run(state, async () => {
				try {
					return await work({ db });
				} finally {
					state.open = false;
				}
			});
		});
}

/**
 * One command: one transaction with its audit row. With `key` (an idempotency key of the client) a repeat
 * by the same account is given the first answer again and changes nothing; answers must be JSON then.
 */
export async function command<T>(
	services: Services,
	actor: Actor,
	act: string,
	subject: string,
	work: (tx: Tx) => Promise<T>,
	key?: string,
): Promise<T> {
	return transact(services, async (tx) => {
		if (key) {
			const claimed = await tx.db
				.insertInto('command_receipt')
				.values({ account_id: actor.accountId, key, act, answer: JSON.stringify(null) })
				.onConflict((oc) => oc.doNothing())
				.returning('key')
				.executeTakeFirst();
			if (!claimed) {
				const first = await tx.db
					.selectFrom('command_receipt')
					.select('answer')
					.where('account_id', '=', actor.accountId)
					.where('key', '=', key)
					.executeTakeFirstOrThrow();
				return first.answer as T;
			}
		}
		const answer = await work(tx);
		if (key) await auditWithReceipt(tx, { actor, act, subject }, key, answer);
		else await audit(tx, { actor, act, subject });
		return answer;
	});
}

/** The audit row, and with the same statement the answer under the key. */
async function auditWithReceipt(
	tx: Tx,
	{ actor, act, subject }: { actor: Actor; act: string; subject: string },
	key: string,
	answer: unknown,
): Promise<void> {
	await sql`with answered as (
			update command_receipt set answer = ${JSON.stringify(answer ?? null)}::jsonb
			where account_id = ${actor.accountId} and key = ${key})
		insert into audit (partnership_id, account_id, person_id, act, subject, detail)
		values (${actor.partnershipId}, ${actor.accountId}, ${actor.personId}, ${act}, ${subject}, '{}')`.execute(
		tx.db,
	);
}

/** Appends to the audit log. `subject` is an id, `detail` holds ids, codes and hashes only. */
export async function audit(
	tx: Reading,
	row: {
		actor?: Actor;
		accountId?: string;
		act: string;
		subject: string;
		detail?: Record<string, string | number | boolean | null>;
	},
): Promise<void> {
	await tx.db
		.insertInto('audit')
		.values({
			partnership_id: row.actor?.partnershipId ?? null,
			account_id: row.actor?.accountId ?? row.accountId ?? null,
			person_id: row.actor?.personId ?? null,
			act: row.act,
			subject: row.subject,
			detail: JSON.stringify(row.detail ?? {}),
		})
		.execute();
}
