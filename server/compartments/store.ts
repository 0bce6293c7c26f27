import type { Text } from '#domain/kernel/text.ts';
import type { Reading, Tx } from '../platform/tx.ts';

export interface Compartment {
	readonly id: string;
	readonly partnershipId: string;
	readonly bodyId: string;
	/** The law or rule it is exempt under, such as "LGA 1972 Sch. 12A Part 1". */
	readonly schedule: string;
	readonly paragraph: number;
	readonly reason: Text;
	/** "2027-06-01", or null. */
	readonly reviewOn: string | null;
}

export async function insert(tx: Tx, compartment: Compartment): Promise<void> {
	await tx.db
		.insertInto('compartment')
		.values({
			partnership_id: compartment.partnershipId,
			id: compartment.id,
			body_id: compartment.bodyId,
			schedule: compartment.schedule,
			paragraph: compartment.paragraph,
			reason: JSON.stringify(compartment.reason),
			review_on: compartment.reviewOn,
		})
		.execute();
}

/** The body of a compartment that is in force and from which the person is not excluded. */
export async function bodyOfOpenTo(
	tx: Reading,
	partnershipId: string,
	compartmentId: string,
	personId: string,
): Promise<string | undefined> {
	const row = await tx.db
		.selectFrom('compartment')
		.select('body_id')
		.where('partnership_id', '=', partnershipId)
		.where('id', '=', compartmentId)
		.where('lifted_at', 'is', null)
		.where((eb) =>
			eb.not(
				eb.exists(
					eb
						.selectFrom('compartment_exclusion as e')
						.select('e.person_id')
						.whereRef('e.partnership_id', '=', 'compartment.partnership_id')
						.whereRef('e.compartment_id', '=', 'compartment.id')
						.where('e.person_id', '=', personId),
				),
			),
		)
		.executeTakeFirst();
	return row?.body_id;
}

interface Inside {
	readonly partnershipId: string;
	readonly compartmentId: string;
}

export async function exclude(
	tx: Tx,
	inside: Inside,
	personId: string,
	reason: string,
): Promise<void> {
	await tx.db
		.insertInto('compartment_exclusion')
		.values({
			partnership_id: inside.partnershipId,
			compartment_id: inside.compartmentId,
			person_id: personId,
			reason,
		})
		.onConflict((oc) => oc.doNothing())
		.execute();
}

export async function readmit(
	tx: Tx,
	inside: Inside,
	personId: string,
	reason: string,
): Promise<void> {
	await tx.db
		.deleteFrom('compartment_exclusion')
		.where('partnership_id', '=', inside.partnershipId)
		.where('compartment_id', '=', inside.compartmentId)
		.where('person_id', '=', personId)
		.where('reason', '=', reason)
		.execute();
}
