import { sql } from 'kysely';
import type { Actor } from '#domain/kernel/actor.ts';
import { Refusal } from '#domain/kernel/refusal.ts';
import { demandable } from '#domain/partnerships/second-factor.ts';
import type { Role } from '#domain/partnerships/standing.ts';
import type { Reading, Services } from '../platform/tx.ts';
import { managing, rightsChanged } from './managing.ts';

/** The roles of which the partnership asks a second factor. */
export async function demandedRoles(tx: Reading, partnershipId: string): Promise<Role[]> {
	const row = await tx.db
		.selectFrom('partnership')
		.select('second_factor_roles')
		.where('id', '=', partnershipId)
		.executeTakeFirst();
	return (row?.second_factor_roles ?? []) as Role[];
}

/** Whether the person has, today and on any body, a role of which a second factor is asked. */
export async function needsSecondFactor(
	tx: Reading,
	person: Pick<Actor, 'partnershipId' | 'personId'>,
): Promise<boolean> {
	const { rows } = await sql<{ needs: boolean }>`
		select exists (select from body_role r join partnership h on h.id = r.partnership_id
			where r.partnership_id = ${person.partnershipId} and r.person_id = ${person.personId}
				and h.second_factor_roles ? r.role
				and current_date between r.starts_on and coalesce(r.ends_on, 'infinity')) as needs`.execute(tx.db);
	return rows[0]?.needs === true;
}

/**
 * Says of which roles a second factor is asked. `shown`: whether whoever says it came in with one; without it they would
 * shut themselves out (`partnerships.second_factor_yours`).
 */
export async function demandSecondFactor(
	services: Services,
	actor: Actor,
	input: { readonly roles: readonly string[]; readonly shown: boolean },
): Promise<void> {
	const roles = demandable.filter((role) => input.roles.includes(role));
	await managing(
		services,
		actor,
		'partnerships.give_roles',
		'partnerships.second_factor_demanded',
		actor.partnershipId,
		async (tx) => {
			await tx.db
				.updateTable('partnership')
				.set({ second_factor_roles: JSON.stringify(roles) })
				.where('id', '=', actor.partnershipId)
				.execute();
			if (!input.shown && (await needsSecondFactor(tx, actor)))
				throw new Refusal('partnerships.second_factor_yours', {}, 'roles');
			// Whoever is in a room now is asked again whether they may write there.
			const { rows } = await sql<{ person_id: string }>`
				select distinct person_id from body_role
				where partnership_id = ${actor.partnershipId} and role = any(${roles}::text[])
					and current_date between starts_on and coalesce(ends_on, 'infinity')`.execute(tx.db);
			for (const { person_id } of rows) await rightsChanged(tx, actor.partnershipId, person_id);
		},
	);
}
