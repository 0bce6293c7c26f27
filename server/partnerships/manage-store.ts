import { sql } from 'kysely';
import type { Reading, Tx } from '../platform/tx.ts';

/** A code that no other thing of the table has: the wish itself, or with a number. People's are "p1", "p2", … */
export async function freeCode(
	tx: Tx,
	table: 'sector' | 'organisation' | 'person' | 'body',
	partnershipId: string,
	wish: string,
): Promise<string> {
	const rows = await tx.db
		.selectFrom(table)
		.select('code')
		.where('partnership_id', '=', partnershipId)
		.execute();
	const taken = new Set(rows.map(({ code }) => code));
	if (wish !== 'p' && wish !== '' && !taken.has(wish)) return wish;
	const stem = wish === 'p' ? 'p' : `${wish || table}-`;
	for (let n = wish === 'p' ? 1 : 2; ; n++) if (!taken.has(`${stem}${n}`)) return `${stem}${n}`;
}

/** Whether somebody has, today or from some day on, the secretariat's or the chair's role on the board. */
export async function holdsClerk(tx: Reading, partnershipId: string): Promise<boolean> {
	const { rows } = await sql<{ found: boolean }>`
		select exists (
			select from body_role r join body b on b.partnership_id = r.partnership_id and b.id = r.body_id
			join person p on p.partnership_id = r.partnership_id and p.id = r.person_id
			where r.partnership_id = ${partnershipId} and b.type = 'board' and r.role = 'secretariat'
				and p.account_id is not null
				and current_date >= r.starts_on and (r.ends_on is null or r.ends_on > current_date)) as found`.execute(
		tx.db,
	);
	return rows[0]?.found === true;
}

/** Whose a term is and when it began. */
export async function termOwner(
	tx: Tx,
	partnershipId: string,
	table: 'seat_term' | 'deputy_term' | 'body_role',
	termId: string,
): Promise<{ personId: string; startsOn: string } | undefined> {
	const row = await tx.db
		.selectFrom(table)
		.select(['person_id', 'starts_on'])
		.where('partnership_id', '=', partnershipId)
		.where('id', '=', termId)
		.forUpdate()
		.executeTakeFirst();
	return row && { personId: row.person_id, startsOn: row.starts_on };
}

/** Whether the partnership has this person. */
export async function personExists(
	tx: Reading,
	partnershipId: string,
	personId: string,
): Promise<boolean> {
	const row = await tx.db
		.selectFrom('person')
		.select('id')
		.where('partnership_id', '=', partnershipId)
		.where('id', '=', personId)
		.executeTakeFirst();
	return row !== undefined;
}
