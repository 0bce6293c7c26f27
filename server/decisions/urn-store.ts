import { sql } from 'kysely';
import type { PaperRecord } from '#domain/decisions/paper-totals.ts';
import type { UrnRecord } from '#domain/decisions/shown.ts';
import type { Reading, Tx } from '../platform/tx.ts';

interface OfPoll {
	readonly partnershipId: string;
	readonly id: string;
}

/** The names of a poll's partitions; its id is checked, since names of tables can't be parameters. */
function partitions(pollId: string): readonly { table: 'urn' | 'roll_tick'; name: string }[] {
	if (!/^[0-9a-f-]{36}$/.test(pollId)) throw new RangeError('no id of a poll');
	const id = pollId.replaceAll('-', '');
	return [
		{ table: 'urn', name: `urn_${id}` },
		{ table: 'roll_tick', name: `roll_tick_${id}` },
	];
}

export async function openUrn(tx: Tx, poll: OfPoll): Promise<void> {
	for (const { table, name } of partitions(poll.id))
		await sql
			.raw(`create table ${name} partition of ${table} for values in ('${poll.id}')`)
			.execute(tx.db);
}

/** The same where it may be there already: for ballots that come in from a backup. */
export async function ensureUrn(tx: Tx, pollId: string): Promise<void> {
	for (const { table, name } of partitions(pollId))
		await sql
			.raw(`create table if not exists ${name} partition of ${table} for values in ('${pollId}')`)
			.execute(tx.db);
}

/**
 * Keeps the ballots of a poll that is made void as they are, sealed, and takes its partitions out of the store: one row in
 * the order of the hashes, so that nothing links a ballot to whoever came when.
 */
export async function keepSealed(tx: Tx, poll: OfPoll, roll: readonly string[]): Promise<void> {
	const sealed = await sealedOf(tx, poll);
	const ticked = await tickedSeats(tx, poll);
	await tx.db
		.insertInto('urn_void')
		.values({
			partnership_id: poll.partnershipId,
			poll_id: poll.id,
			took_part: JSON.stringify(roll.filter((seatId) => ticked.has(seatId))),
			sealed: JSON.stringify(sealed),
		})
		.onConflict((oc) => oc.doNothing())
		.execute();
	await dropUrn(tx, poll);
}

/** Takes both partitions of the poll out of the store: their files go, not only their rows. */
export async function dropUrn(tx: Tx, poll: OfPoll): Promise<void> {
	for (const { name } of partitions(poll.id))
		await sql.raw(`drop table if exists ${name}`).execute(tx.db);
}

/** Ticks the seat; false when it has a ballot in the urn already. */
export async function tickSeat(tx: Tx, poll: OfPoll, seatId: string): Promise<boolean> {
	const row = await tx.db
		.insertInto('roll_tick')
		.values({ partnership_id: poll.partnershipId, poll_id: poll.id, seat_id: seatId })
		.onConflict((oc) => oc.doNothing())
		.returning('seat_id')
		.executeTakeFirst();
	return row !== undefined;
}

export async function putSealed(
	tx: Tx,
	poll: OfPoll,
	sealed: { hash: string; ciphertext: string; ofClass: string },
): Promise<void> {
	await tx.db
		.insertInto('urn')
		.values({
			partnership_id: poll.partnershipId,
			poll_id: poll.id,
			ct_hash: sealed.hash,
			ciphertext: sealed.ciphertext,
			of_class: sealed.ofClass,
		})
		.execute();
}

export async function isInUrn(tx: Reading, poll: OfPoll, hash: string): Promise<boolean> {
	const row = await tx.db
		.selectFrom('urn')
		.select('ct_hash')
		.where('poll_id', '=', poll.id)
		.where('ct_hash', '=', hash)
		.executeTakeFirst();
	return row !== undefined;
}

/** The sealed ballots in the order of their hashes, which says nothing of when they came. */
export async function sealedOf(
	tx: Reading,
	poll: OfPoll,
): Promise<{ ciphertext: string; ofClass: string }[]> {
	const rows = await tx.db
		.selectFrom('urn')
		.select(['ciphertext', 'of_class'])
		.where('poll_id', '=', poll.id)
		.orderBy('ct_hash')
		.execute();
	return rows.map((row) => ({ ciphertext: row.ciphertext, ofClass: row.of_class }));
}

export async function tickedSeats(tx: Reading, poll: OfPoll): Promise<Set<string>> {
	const rows = await tx.db
		.selectFrom('roll_tick')
		.select('seat_id')
		.where('poll_id', '=', poll.id)
		.execute();
	return new Set(rows.map((row) => row.seat_id));
}

/** Whether the question or the motion in writing whose urn has this key is still voted on; undefined where neither has it. */
export async function isUrnOpen(tx: Reading, urnKey: string): Promise<boolean | undefined> {
	const { rows } = await sql<{ open: boolean }>`
		select state in ('open', 'paused') as open from question where urn_key = ${urnKey}
		union all select state = 'open' from written_procedure where urn_key = ${urnKey}`.execute(tx.db);
	return rows[0]?.open;
}

export async function putUrnRecord(tx: Tx, poll: OfPoll, record: UrnRecord): Promise<void> {
	await tx.db
		.insertInto('urn_record')
		.values({
			partnership_id: poll.partnershipId,
			poll_id: poll.id,
			took_part: JSON.stringify(record.tookPart),
			leaves: JSON.stringify(record.leaves),
			spoiled: record.spoiled,
			root: record.root,
		})
		.execute();
}

export async function urnRecordOf(tx: Reading, poll: OfPoll): Promise<UrnRecord | undefined> {
	const row = await tx.db
		.selectFrom('urn_record')
		.selectAll()
		.where('partnership_id', '=', poll.partnershipId)
		.where('poll_id', '=', poll.id)
		.executeTakeFirst();
	return (
		row && {
			tookPart: row.took_part as string[],
			leaves: row.leaves as string[],
			spoiled: row.spoiled,
			root: row.root,
			...(row.paper === null ? {} : { paper: row.paper as unknown as PaperRecord }),
		}
	);
}
