import { sql } from 'kysely';
import type { Role } from '#domain/partnerships/standing.ts';
import type { Term } from '#domain/partnerships/structure.ts';
import {
	chairTerm,
	officeWithinCoOption,
	seatTerm,
	viceChairTerm,
	type Held,
} from '#domain/partnerships/term-limits.ts';
import type { Reading, Tx } from '../platform/tx.ts';
import { satOn } from './co-option.ts';
import { today } from './days.ts';
import { constitutionOf } from './store.ts';
import { seatLocked, termsOfSeat } from './structure-store.ts';

/** A term in a seat as the body's rules allow it. An unknown seat is left for the act itself to refuse. */
export async function limitedSeatTerm(
	tx: Tx,
	partnershipId: string,
	wish: Term & { readonly seatId: string; readonly personId: string },
): Promise<Term> {
	const term = { startsOn: wish.startsOn, endsOn: wish.endsOn };
	const seat = await seatLocked(tx, partnershipId, wish.seatId);
	if (!seat) return term;
	const rules = (await constitutionOf(tx, partnershipId, seat.bodyId))?.rules;
	return seatTerm(rules, wish, await termsOfSeat(tx, partnershipId, wish.seatId));
}

/** A term in a role as the body's rules allow it: chairs and vice-chairs; the others as wished. */
export async function limitedRoleTerm(
	tx: Tx,
	partnershipId: string,
	wish: Term & { readonly bodyId: string; readonly personId: string; readonly role: Role },
): Promise<Term> {
	const { role, bodyId, personId, startsOn, endsOn } = wish;
	if (role !== 'chair' && role !== 'vice_chair') return { startsOn, endsOn };
	const rules = (await constitutionOf(tx, partnershipId, bodyId))?.rules;
	const from = await belongs(tx, partnershipId, personId);
	const next: Held = { personId, startsOn, endsOn, ...from };
	const chairs = await heldRole(tx, partnershipId, bodyId, 'chair');
	const seats = (await satOn(tx, partnershipId, bodyId)).filter(
		(each) => each.personId === personId && (each.endsOn ?? '9999') >= today(tx),
	);
	const ruled = (role === 'chair' ? chairTerm : viceChairTerm)(rules, next, chairs);
	return officeWithinCoOption({ startsOn, endsOn }, ruled, seats);
}

async function belongs(
	tx: Reading,
	partnershipId: string,
	personId: string,
): Promise<Pick<Held, 'organisationId' | 'sectorId'>> {
	const row = await tx.db
		.selectFrom('person as p')
		.leftJoin('organisation as o', (join) =>
			join
				.onRef('o.partnership_id', '=', 'p.partnership_id')
				.onRef('o.id', '=', 'p.organisation_id'),
		)
		.select(['p.organisation_id as organisationId', 'o.sector_id as sectorId'])
		.where('p.partnership_id', '=', partnershipId)
		.where('p.id', '=', personId)
		.executeTakeFirst();
	return row ?? { organisationId: null, sectorId: null };
}

async function heldRole(
	tx: Reading,
	partnershipId: string,
	bodyId: string,
	role: Role,
): Promise<Held[]> {
	const { rows } = await sql<Held>`
		select r.person_id as "personId", r.starts_on as "startsOn", r.ends_on as "endsOn",
			p.organisation_id as "organisationId", o.sector_id as "sectorId"
		from body_role r join person p on p.partnership_id = r.partnership_id and p.id = r.person_id
		left join organisation o on o.partnership_id = p.partnership_id and o.id = p.organisation_id
		where r.partnership_id = ${partnershipId} and r.body_id = ${bodyId} and r.role = ${role}
		order by r.starts_on`.execute(tx.db);
	return rows;
}
