import { sql } from 'kysely';
import type { Term } from '#domain/partnerships/structure.ts';
import type { Tx } from '../platform/tx.ts';
import { giveRole, seatPerson } from './commands.ts';
import { rightsChanged } from './managing.ts';
import { limitedRoleTerm, limitedSeatTerm } from './term-limits.ts';

/** The day before an ISO date. */
function dayBefore(date: string): string {
	return new Date(Date.parse(`${date}T12:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}

/** Ends, the day before, the terms that somebody else's begins in; who held them keeps them on record. */
async function endBefore(
	tx: Tx,
	partnershipId: string,
	from: string,
	of: { role: 'chair' | 'vice_chair'; bodyId: string } | { seatId: string },
): Promise<string[]> {
	const last = dayBefore(from);
	const { rows } =
		'role' in of
			? await sql<{ person_id: string }>`
				update body_role set ends_on = ${last} where partnership_id = ${partnershipId}
					and body_id = ${of.bodyId} and role = ${of.role} and starts_on <= ${last}
					and coalesce(ends_on, 'infinity') > ${last} returning person_id`.execute(tx.db)
			: await sql<{ person_id: string }>`
				update seat_term set ends_on = ${last} where partnership_id = ${partnershipId}
					and seat_id = ${of.seatId} and starts_on <= ${last}
					and coalesce(ends_on, 'infinity') > ${last} returning person_id`.execute(tx.db);
	return rows.map((row) => row.person_id);
}

interface Elected {
	readonly partnershipId: string;
	readonly personId: string;
	/** ISO date. */
	readonly startsOn: string;
}

/**
 * Gives an office to whoever was elected to it, for as long as the body's rules say; the one before them ends the day before.
 * Refuses what the rules of terms refuse. Answers the term.
 */
export async function giveElectedOffice(
	tx: Tx,
	elected: Elected & { readonly bodyId: string; readonly role: 'chair' | 'vice_chair' },
): Promise<Term> {
	const { partnershipId, bodyId, personId, role, startsOn } = elected;
	const before = await endBefore(tx, partnershipId, startsOn, { role, bodyId });
	const wish = { bodyId, personId, role, startsOn, endsOn: null };
	const term = await limitedRoleTerm(tx, partnershipId, wish);
	await giveRole(tx, { partnershipId, bodyId, personId, role, ...term });
	for (const each of [...before, personId]) await rightsChanged(tx, partnershipId, each);
	return term;
}

/** The same for a seat. */
export async function giveElectedSeat(
	tx: Tx,
	elected: Elected & { readonly seatId: string },
): Promise<Term> {
	const { partnershipId, personId, seatId, startsOn } = elected;
	const wish = { seatId, personId, startsOn, endsOn: null };
	const before = await endBefore(tx, partnershipId, startsOn, { seatId });
	const term = await limitedSeatTerm(tx, partnershipId, wish);
	await seatPerson(tx, { partnershipId, seatId, personId, ...term });
	for (const each of [...before, personId]) await rightsChanged(tx, partnershipId, each);
	return term;
}

/** Refuses whoever the rules of terms would keep from the office or seat, as if they were elected now; changes nothing. */
export async function couldBeElected(
	tx: Tx,
	elected: Elected & ({ bodyId: string; role: 'chair' | 'vice_chair' } | { seatId: string }),
): Promise<void> {
	const { partnershipId, startsOn } = elected;
	await sql`savepoint elected`.execute(tx.db);
	try {
		await endBefore(tx, partnershipId, startsOn, elected);
		if ('role' in elected)
			await limitedRoleTerm(tx, partnershipId, { ...elected, startsOn, endsOn: null });
		else await limitedSeatTerm(tx, partnershipId, { ...elected, startsOn, endsOn: null });
	} finally {
		await sql`rollback to savepoint elected`.execute(tx.db);
	}
}

/** Runs `work` and takes all of it back when it refuses or fails; the transaction around it goes on. */
export async function orTakeBack<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
	await sql`savepoint elected`.execute(tx.db);
	try {
		const done = await work();
		await sql`release savepoint elected`.execute(tx.db);
		return done;
	} catch (error) {
		await sql`rollback to savepoint elected`.execute(tx.db);
		throw error;
	}
}
