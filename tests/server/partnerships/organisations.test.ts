import { afterAll, beforeAll, expect, test } from 'vitest';
import { editOrganisation } from '#server/partnerships/manage-organisations.ts';
import { managedOrganisations } from '#server/partnerships/manage-views.ts';
import { organisationCard, organisationContact } from '#server/publication/public-people.ts';
import { reading } from '#server/platform/tx.ts';
import { testApp, type TestApp } from '../../support/store.ts';
import { ownHome } from './own-home.ts';

let t: TestApp;
beforeAll(async () => {
	t = await testApp({ SECRET: 'a secret of the tests, long enough to be one' });
});
afterAll(() => t.close());

test('kind, address and number of an organisation: kept, tidied, for the partnership’s own eyes', async () => {
	const home = await ownHome(t);
	const id = await home.organisation('Harbour Advice', 2);
	const { partnershipId } = home.actor;
	const one = () =>
		reading(t.app, async (tx) =>
			(await managedOrganisations(tx, partnershipId)).find((each) => each.id === id),
		);
	expect(await one()).toMatchObject({ kind: null, contactEmail: null, contactPhone: null });
	const edit = (more: Partial<Parameters<typeof editOrganisation>[2]>) =>
		editOrganisation(t.app, home.actor, {
			organisationId: id,
			name: { en: 'Harbour Advice' },
			sectorId: home.sector('statutory'),
			seats: 2,
			...more,
		});
	await edit({
		kind: 'charity',
		contactEmail: ' Office@Harbour.example ',
		contactPhone: '01632  960 123',
	});
	const full = await one();
	expect(full).toMatchObject({ kind: 'charity', contactPhone: '01632 960 123' });
	expect(full?.contactEmail?.toLowerCase()).toBe('office@harbour.example');

	for (const [wrong, refused] of [
		[
			{ contactPhone: 'ring the bell' },
			{ code: 'partnerships.phone_wrong', field: 'contact_phone' },
		],
		[{ contactEmail: 'nowhere' }, { field: 'contact_email' }],
		[{ seats: 21 }, { code: 'partnerships.seats_wrong', field: 'seats' }],
	] as const)
		await expect(edit(wrong)).rejects.toMatchObject(refused);
	expect(await one(), 'what is refused changes nothing').toEqual(full);
	await edit({ kind: 'castle' });
	expect(await one()).toMatchObject({ kind: null, contactPhone: '01632 960 123' });

	const code = full?.code ?? '';
	const card = await reading(t.app, (tx) => organisationCard(tx, partnershipId, code));
	expect(JSON.stringify(card)).not.toMatch(/harbour\.example|01632/i);
	expect(await reading(t.app, (tx) => organisationContact(tx, partnershipId, code))).toMatchObject({
		phone: '01632 960 123',
	});
	await edit({ contactEmail: '', contactPhone: ' ' });
	expect(await one()).toMatchObject({ contactEmail: null, contactPhone: null });
});

test('somebody put into a seat is of the seat’s organisation, unless another is named', async () => {
	const home = await ownHome(t);
	const owner = await home.organisation('Seated', 2);
	const other = await home.organisation('Elsewhere', 0);
	const [one, two] = (await home.seats()).map(({ id }) => id) as [string, string];
	const ids = [
		await home.person('Ann', { seatId: one }),
		await home.person('Bob', { seatId: two, organisationId: other }),
		await home.person('Cat'),
	];
	const rows = await t.app.db
		.selectFrom('person')
		.select(['id', 'organisation_id'])
		.where('id', 'in', ids)
		.execute();
	const of = new Map(rows.map((row) => [row.id, row.organisation_id]));
	expect(ids.map((id) => of.get(id))).toEqual([owner, other, null]);
});
