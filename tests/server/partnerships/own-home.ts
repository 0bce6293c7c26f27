import type { Actor } from '#domain/kernel/actor.ts';
import { ensureAccount } from '#server/accounts/store.ts';
import { foundPartnership } from '#server/partnerships/found.ts';
import { newOrganisation } from '#server/partnerships/manage-organisations.ts';
import { newPerson } from '#server/partnerships/manage-people.ts';
import { managedSeats } from '#server/partnerships/manage-views.ts';
import { actorOf, boardId, sectorsOf } from '#server/partnerships/store.ts';
import { reading, transact } from '#server/platform/tx.ts';
import type { TestApp } from '../../support/store.ts';

let n = 0;

/** A partnership of its own with its clerk, as people would set it up by hand. */
export async function ownHome(t: TestApp) {
	const slug = `place-${++n}`;
	const email = `clerk-${n}@example.org`;
	const accountId = await transact(t.app, (tx) => ensureAccount(tx, email));
	await foundPartnership(
		t.app,
		{ id: accountId, email },
		{
			name: { en: `Place ${n}` },
			slug,
			preset: 'england_lsp',
			languages: 'en',
			yourName: 'Clerk Clark',
		},
	);
	const found = await reading(t.app, async (tx) => {
		const home = await tx.db
			.selectFrom('partnership')
			.select('id')
			.where('slug', '=', slug)
			.executeTakeFirstOrThrow();
		return {
			actor: (await actorOf(tx, accountId, home.id)) as Actor,
			board: (await boardId(tx, home.id)) as string,
			sectors: await sectorsOf(tx, home.id),
		};
	});
	const { actor, sectors } = found;
	const sector = (code: string) => sectors.find((each) => each.code === code)?.id ?? '';
	const organisation = (name: string, seats = 1, of = 'statutory') =>
		newOrganisation(t.app, actor, { name: { en: name }, sectorId: sector(of), seats });
	const person = (name: string, more: Partial<Parameters<typeof newPerson>[2]> = {}) =>
		newPerson(t.app, actor, {
			name,
			job: {},
			organisationId: '',
			email: '',
			seatId: '',
			startsOn: '',
			...more,
		});
	/** Gives a person of the list an account of their own, and returns them as an actor. */
	const account = async (personId: string, address: string): Promise<Actor> => {
		const id = await transact(t.app, (tx) => ensureAccount(tx, address));
		await t.app.db
			.updateTable('person')
			.set({ account_id: id })
			.where('id', '=', personId)
			.execute();
		return { accountId: id, partnershipId: actor.partnershipId, personId };
	};
	const seats = () => reading(t.app, (tx) => managedSeats(tx, actor.partnershipId));
	return { ...found, slug, organisation, person, account, seats, sector };
}

export const day = (from: number) =>
	new Date(Date.now() + from * 86_400_000).toISOString().slice(0, 10);
export const visit = { address: '192.0.2.1', device: 'unknown', known: undefined };
