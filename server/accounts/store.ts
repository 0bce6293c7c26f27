import { sql } from 'kysely';
import type { Tx } from '../platform/tx.ts';

/** Adds an account, or returns the one that has this address already. */
export async function ensureAccount(tx: Tx, email: string): Promise<string> {
	const row = await tx.db
		.insertInto('account')
		.values({ id: tx.uuid(), email: email.trim().toLowerCase() })
		.onConflict((oc) => oc.column('email').doUpdateSet({ email: sql<string>`excluded.email` }))
		.returning('id')
		.executeTakeFirstOrThrow();
	return row.id;
}
