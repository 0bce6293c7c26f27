import { afterAll, beforeAll, expect, test } from 'vitest';
import { sampleRules } from '#domain/partnerships/sample-rules.ts';
import {
	addBody,
	addOrganisation,
	addPerson,
	addSeat,
	addSector,
	adoptConstitution,
	createPartnership,
	giveRole,
	moveBody,
	nameDeputy,
	registerInterest,
	seatPerson,
} from '#server/partnerships/commands.ts';
import { transact, type Tx } from '#server/platform/tx.ts';
import { testApp, type TestApp } from '../../support/store.ts';

let t: TestApp;
beforeAll(async () => {
	t = await testApp();
});
afterAll(() => t.close());

const nowhere = '00000000-0000-4000-8000-000000000000';
let n = 0;

/** A small partnership: two organisations, a person in each, a board with a seat for the first. */
async function world(tx: Tx) {
	const partnershipId = await createPartnership(tx, {
		slug: `place-${++n}`,
		name: { en: 'Place' },
		formalName: { en: 'Place' },
		nation: 'wales',
		area: { name: { en: 'Place' }, population: 1, wards: 1, mostDeprivedWards: [] },
		vision: { cy: 'Pawb' },
		foundedOn: null,
		secretariatEmail: 'office@example.org',
		fictional: false,
	});
	const sectorId = await addSector(tx, { partnershipId, code: 's', name: { en: 'Sector' } });
	const organisation = (code: string) =>
		addOrganisation(tx, {
			partnershipId,
			code,
			name: { en: code },
			sectorId,
			note: null,
			accountable: false,
		});
	const person = (code: string, organisationId: string) =>
		addPerson(tx, {
			partnershipId,
			code,
			name: code,
			job: { en: 'Job' },
			organisationId,
			accountId: null,
		});
	const [a, b] = [await organisation('a'), await organisation('b')];
	const body = (code: string, reportsTo: string | null) =>
		addBody(tx, {
			partnershipId,
			code,
			name: { en: code },
			type: 'board',
			reportsTo,
			meets: null,
			remit: null,
		});
	const boardId = await body('board', null);
	return {
		partnershipId,
		sectorId,
		a,
		b,
		ann: await person('ann', a),
		bob: await person('bob', b),
		amy: await person('amy', a),
		boardId,
		body,
		seatId: await addSeat(tx, { partnershipId, bodyId: boardId, organisationId: a, voting: true }),
	};
}

type World = Awaited<ReturnType<typeof world>>;
const whole = { startsOn: '2026-01-01', endsOn: null };

test.each<[string, (tx: Tx, w: World) => Promise<unknown>]>([
	[
		'partnerships.term_backwards',
		(tx, w) =>
			seatPerson(tx, { ...w, personId: w.ann, startsOn: '2026-02-01', endsOn: '2026-01-01' }),
	],
	[
		'partnerships.term_backwards',
		(tx, w) =>
			giveRole(tx, {
				...w,
				bodyId: w.boardId,
				personId: w.ann,
				role: 'chair',
				startsOn: '2026-02-01',
				endsOn: '2026-01-01',
			}),
	],
	[
		'partnerships.seat_taken',
		async (tx, w) => {
			await seatPerson(tx, { ...w, personId: w.ann, ...whole });
			await seatPerson(tx, { ...w, personId: w.amy, startsOn: '2027-01-01', endsOn: null });
		},
	],
	[
		'partnerships.unknown_reference',
		(tx, w) => seatPerson(tx, { ...w, personId: nowhere, ...whole }),
	],
	[
		'partnerships.unknown_reference',
		(tx, w) => seatPerson(tx, { ...w, seatId: nowhere, personId: w.ann, ...whole }),
	],
	[
		'partnerships.deputy_for_themselves',
		async (tx, w) => {
			await seatPerson(tx, { ...w, personId: w.ann, ...whole });
			await nameDeputy(tx, { ...w, personId: w.ann, ...whole });
		},
	],
	[
		'partnerships.deputy_from_elsewhere',
		async (tx, w) => {
			await adoptConstitution(tx, {
				...w,
				bodyId: w.boardId,
				version: '1',
				adoptedOn: '2026-01-01',
				effectiveFrom: '2026-01-01',
				rules: sampleRules,
			});
			await nameDeputy(tx, { ...w, personId: w.bob, ...whole });
		},
	],
	[
		'partnerships.body_in_itself',
		async (tx, w) => {
			const below = await w.body('below', w.boardId);
			await moveBody(tx, { ...w, bodyId: w.boardId, reportsTo: below });
		},
	],
	['partnerships.unknown_reference', (_, w) => w.body('other', nowhere)],
	['partnerships.already_there', (_, w) => w.body('board', null)],
	[
		'partnerships.name_missing',
		(tx, w) => addSector(tx, { ...w, code: 'blank', name: { en: ' ' } }),
	],
	[
		'partnerships.share_wrong',
		(tx, w) =>
			adoptConstitution(tx, {
				...w,
				bodyId: w.boardId,
				version: '2',
				adoptedOn: '2026-01-01',
				effectiveFrom: '2026-01-01',
				rules: { ...sampleRules, quorum: { ...sampleRules.quorum, share: '3/2' } },
			}),
	],
	[
		'partnerships.term_backwards',
		(tx, w) =>
			adoptConstitution(tx, {
				...w,
				bodyId: w.boardId,
				version: '3',
				adoptedOn: '2026-02-01',
				effectiveFrom: '2026-01-01',
				rules: sampleRules,
			}),
	],
	[
		'partnerships.unknown_reference',
		(tx, w) =>
			registerInterest(tx, {
				...w,
				personId: nowhere,
				text: { en: 'Shares' },
				kind: 'financial',
				registeredOn: '2026-01-01',
			}),
	],
])('%s is refused, and nothing stays', async (code, act) => {
	const before = await t.app.db.selectFrom('partnership').select('id').execute();
	await expect(transact(t.app, async (tx) => act(tx, await world(tx)))).rejects.toMatchObject({
		code,
	});
	expect(await t.app.db.selectFrom('partnership').select('id').execute()).toEqual(before);
});

test('a seat changes hands from one day to the next', async () => {
	await transact(t.app, async (tx) => {
		const w = await world(tx);
		await seatPerson(tx, { ...w, personId: w.ann, startsOn: '2026-01-01', endsOn: '2026-06-30' });
		await seatPerson(tx, { ...w, personId: w.amy, startsOn: '2026-07-01', endsOn: null });
	});
});

test('nothing of one partnership can be tied to another', async () => {
	await expect(
		transact(t.app, async (tx) => {
			const [one, other] = [await world(tx), await world(tx)];
			await seatPerson(tx, { ...one, personId: other.ann, ...whole });
		}),
	).rejects.toMatchObject({ code: 'partnerships.unknown_reference' });
});
