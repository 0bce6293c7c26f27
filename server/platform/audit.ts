import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Reading } from './tx.ts';

/** What walking the chain found. */
export type AuditFinding =
	| {
			readonly whole: true;
			readonly rows: number;
			/** The newest seal: whoever wrote it down elsewhere can tell later that the log was not rewritten. */
			readonly head: string | null;
	  }
	| { readonly whole: false; readonly fault: AuditFault; readonly seq: number };

/**
 * `changed`: the row is not what was sealed. `missing`: a sealed row, or a seal in the middle, is gone.
 * `unsealed`: a row without a seal. `cut`: the chain does not contain the head that was written down elsewhere.
 */
export type AuditFault = 'changed' | 'missing' | 'unsealed' | 'cut';

const batch = 5_000;

/**
 * Recomputes the whole chain, here and not by the database's own function. `noted` is a head written down earlier
 * (on paper, in sealed minutes, in a daily mail): the chain must still pass through it.
 */
export async function verifyAudit(tx: Reading, noted?: string): Promise<AuditFinding> {
	let position = 0;
	let head: string | null = null;
	let passed = noted === undefined;
	for (;;) {
		const { rows } = await sql<{
			position: number;
			seq: number;
			hash: string;
			line: string | null;
		}>`
			select s.position, s.seq, s.hash, case when a.seq is null then null else
				concat_ws(e'\\x1f', a.seq, to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
				coalesce(a.partnership_id::text, '-'), coalesce(a.account_id::text, '-'), coalesce(a.person_id::text, '-'),
				a.act, a.subject, a.detail::text) end as line
			from audit_seal s left join audit a on a.seq = s.seq
			where s.position > ${position} order by s.position limit ${batch}`.execute(tx.db);
		for (const row of rows) {
			if (row.position !== position + 1 || row.line === null)
				return { whole: false, fault: 'missing', seq: row.seq };
			const hash: string = createHash('sha256')
				.update(`${head ?? ''}\u001f${row.line}`)
				.digest('hex');
			if (hash !== row.hash) return { whole: false, fault: 'changed', seq: row.seq };
			position = row.position;
			head = hash;
			if (hash === noted) passed = true;
		}
		if (rows.length < batch) break;
	}
	const { rows: loose } = await sql<{ seq: number }>`
		select seq from audit where not exists (select from audit_seal s where s.seq = audit.seq) order by seq limit 1`.execute(
		tx.db,
	);
	if (loose[0]) return { whole: false, fault: 'unsealed', seq: loose[0].seq };
	if (!passed) return { whole: false, fault: 'cut', seq: 0 };
	return { whole: true, rows: position, head };
}

/** Lets the two tables be emptied within this transaction; for throwing a demonstration away, and nothing else. */
export async function withoutKeeping(tx: Reading, work: () => Promise<void>): Promise<void> {
	const tables = ['audit', 'audit_seal'] as const;
	for (const table of tables) {
		await sql.raw(`grant truncate on ${table} to current_user`).execute(tx.db);
		await sql.raw(`alter table ${table} disable trigger ${table}_not_emptied`).execute(tx.db);
	}
	await work();
	for (const table of tables) {
		await sql.raw(`alter table ${table} enable trigger ${table}_not_emptied`).execute(tx.db);
		await sql.raw(`revoke truncate on ${table} from current_user`).execute(tx.db);
	}
}
