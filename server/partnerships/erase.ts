import { sql } from 'kysely';
import type { Actor } from '#domain/kernel/actor.ts';
import type { RightsChanged } from '#domain/partnerships/events.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import type { Services, Tx } from '../platform/tx.ts';
import type { Languages } from './found.ts';
import { holdsClerk } from './manage-store.ts';
import { managing } from './managing.ts';

/** What an erased person is called from then on, wherever the record names them. */
export function neutralName(code: string, languages: Languages): string {
	switch (languages) {
		case 'en':
			return `Former member ${code}`;
		case 'cy':
			return `Cyn-aelod ${code}`;
		case 'both':
			return `Cyn-aelod / Former member ${code}`;
	}
}

/**
 * Erases a person (UK GDPR article 17): the name becomes a neutral one, and job, contact, register of interests, mandates,
 * invitations, waiting messages and, where they are on no other board, the account are gone. Seats, attendance, recorded
 * votes and the audit log keep their ids, so that the record and its chain stay whole (article 17(3)(b) and (d)); published
 * versions keep the words they were published with. Terms end today. `typedName` is the name typed again, so that nobody is
 * erased by a slip. Refuses `partnerships.erase_self`, `partnerships.erase_name` and `partnerships.last_clerk`.
 */
export async function erasePerson(
	services: Services,
	actor: Actor,
	input: { readonly personId: string; readonly typedName: string },
): Promise<void> {
	const { partnershipId } = actor;
	await managing(
		services,
		actor,
		'partnerships.erase',
		'partnerships.person_erased',
		input.personId,
		async (tx) => {
			const person = await tx.db
				.selectFrom('person as p')
				.innerJoin('partnership as h', 'h.id', 'p.partnership_id')
				.leftJoin('account as a', 'a.id', 'p.account_id')
				.select(['p.name', 'p.code', 'p.email', 'p.account_id', 'h.languages', 'a.email as own'])
				.where('p.partnership_id', '=', partnershipId)
				.where('p.id', '=', input.personId)
				.where('p.erased_at', 'is', null)
				.executeTakeFirst();
			if (!person) throw notFound();
			if (input.personId === actor.personId) throw new Refusal('partnerships.erase_self');
			const same = (words: string) => words.normalize('NFC').replaceAll(/\s+/g, ' ').trim();
			if (same(input.typedName) !== same(person.name))
				throw new Refusal('partnerships.erase_name', {}, 'typed_name');
			await endTerms(tx, partnershipId, input.personId);
			if (!(await holdsClerk(tx, partnershipId))) throw new Refusal('partnerships.last_clerk');
			await tx.db
				.updateTable('person')
				.set({
					name: neutralName(person.code, person.languages as Languages),
					job: JSON.stringify({}),
					email: null,
					phone: null,
					access_needs: null,
					account_id: null,
					left_on: sql<string>`coalesce(left_on, current_date)`,
					erased_at: tx.now,
				})
				.where('partnership_id', '=', partnershipId)
				.where('id', '=', input.personId)
				.execute();
			const theirs = { partnershipId, personId: input.personId };
			await forgetWords(tx, theirs, [person.email, person.own]);
			if (person.account_id) await dropAccount(tx, partnershipId, person.account_id);
		},
	);
}

async function endTerms(tx: Tx, partnershipId: string, personId: string): Promise<void> {
	for (const table of ['seat_term', 'deputy_term', 'body_role'] as const) {
		// What was to begin later never did.
		await sql`delete from ${sql.table(table)} where partnership_id = ${partnershipId} and person_id = ${personId}
			and starts_on > current_date`.execute(tx.db);
		await sql`update ${sql.table(table)} set ends_on = current_date where partnership_id = ${partnershipId}
			and person_id = ${personId} and (ends_on is null or ends_on > current_date)`.execute(tx.db);
	}
}

async function forgetWords(
	tx: Tx,
	{ partnershipId, personId }: { partnershipId: string; personId: string },
	addresses: readonly (string | null)[],
): Promise<void> {
	await tx.db
		.updateTable('seat_term')
		.set({ mandate: null })
		.where('partnership_id', '=', partnershipId)
		.where('person_id', '=', personId)
		.execute();
	await tx.db
		.updateTable('candidate')
		.set({ statement: '{}' })
		.where('partnership_id', '=', partnershipId)
		.where('person_id', '=', personId)
		.execute();
	await tx.db
		.deleteFrom('interest')
		.where('partnership_id', '=', partnershipId)
		.where('person_id', '=', personId)
		.execute();
	await tx.db
		.updateTable('invitation')
		.set({ email: '', withdrawn_at: sql<Date>`coalesce(withdrawn_at, used_at, clock_timestamp())` })
		.where('partnership_id', '=', partnershipId)
		.where('person_id', '=', personId)
		.execute();
	// A list that somebody has on its way in may name them.
	await tx.db.deleteFrom('list_upload').where('partnership_id', '=', partnershipId).execute();
	for (const address of addresses)
		if (address) await tx.db.deleteFrom('mail').where('recipient', '=', address).execute();
}

/** The account goes with its last person, unless it may set up partnerships; else only its way into this one is closed. */
async function dropAccount(tx: Tx, partnershipId: string, accountId: string): Promise<void> {
	const event: RightsChanged = { type: 'partnerships.rights_changed', partnershipId, accountId };
	await tx.emit(event);
	const elsewhere = await tx.db
		.selectFrom('person')
		.select('id')
		.where('account_id', '=', accountId)
		.executeTakeFirst();
	if (elsewhere) return;
	await tx.db
		.deleteFrom('account')
		.where('id', '=', accountId)
		.where('may_found', '=', false)
		.execute();
}
