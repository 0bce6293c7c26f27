import type { Actor } from '#domain/kernel/actor.ts';
import type { Reading } from '../platform/tx.ts';

/** A person of a partnership as lists name them. */
export interface PersonLine {
	readonly id: string;
	/** What manifests and the demo call them: "p01". */
	readonly code: string;
	readonly name: string;
	readonly organisationId: string | null;
}

/** Everybody of the partnership, in its order. */
export async function peopleIn(tx: Reading, partnershipId: string): Promise<PersonLine[]> {
	return tx.db
		.selectFrom('person')
		.select(['id', 'code', 'name', 'organisation_id as organisationId'])
		.where('partnership_id', '=', partnershipId)
		.orderBy('position')
		.execute();
}

/** The names of everybody of the partnership by their ids. */
export async function namesIn(tx: Reading, partnershipId: string): Promise<Map<string, string>> {
	return new Map((await peopleIn(tx, partnershipId)).map(({ id, name }) => [id, name]));
}

/** A person's name and their place in the partnership's list. */
export async function personIn(
	tx: Reading,
	person: Pick<Actor, 'partnershipId' | 'personId'>,
): Promise<{ name: string; position: number } | undefined> {
	return tx.db
		.selectFrom('person')
		.select(['name', 'position'])
		.where('partnership_id', '=', person.partnershipId)
		.where('id', '=', person.personId)
		.executeTakeFirst();
}
