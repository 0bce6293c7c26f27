import { sql } from 'kysely';
import type { Reading, Tx } from '../platform/tx.ts';

/** The account of an e-mail address, in any spelling of its letters. */
export async function accountByEmail(
	tx: Reading,
	email: string,
): Promise<{ id: string } | undefined> {
	return tx.db
		.selectFrom('account')
		.select('id')
		.where('email', '=', email.trim().toLowerCase())
		.executeTakeFirst();
}

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
