import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Actor } from '#domain/kernel/actor.ts';
import { authenticate } from '#server/accounts/session.ts';
import { ensureAccount } from '#server/accounts/store.ts';
import { foundPartnership } from '#server/partnerships/found.ts';
import {
	invite,
	shownInvitation,
	takeUp,
	withdrawInvitation,
} from '#server/partnerships/invitations.ts';
import { adoptPreset, editDetails } from '#server/partnerships/manage.ts';
import { editOrganisation, newOrganisation } from '#server/partnerships/manage-organisations.ts';
import {
	beDeputy,
	endTerm,
	giveRoleTo,
	newPerson,
	takeSeat,
} from '#server/partnerships/manage-people.ts';
import {
	holderOn,
	managedOrganisations,
	managedPeople,
	managedSeats,
	ownDetails,
	progressOf,
	termsOfPerson,
} from '#server/partnerships/manage-views.ts';
import { actorOf, boardId, sectorsOf, votingSeats } from '#server/partnerships/store.ts';
import { unsentMail } from '#server/platform/mail.ts';
import { reading, transact } from '#server/platform/tx.ts';
import { testApp, type TestApp } from '../../support/store.ts';

const visit = { address: '192.0.2.1', device: 'unknown', known: undefined };
const founder = 'clerk@example.org';
let t: TestApp;
let actor: Actor;
let slug: string;
let board: string;
let statutory: string;
let n = 0;
beforeAll(async () => {
	t = await testApp({ SECRET: 'a secret of the tests, long enough to be one' });
});
afterAll(() => t.close());
beforeEach(async () => {
	const id = await transact(t.app, (tx) => ensureAccount(tx, founder));
	slug = `bwrdd-${++n}`;
	await foundPartnership(
		t.app,
		{ id, email: founder },
		{
			name: { cy: `Bwrdd ${n}` },
			slug,
			preset: 'wales_psb',
			languages: 'both',
			yourName: 'Siân Owen',
		},
	);
	await reading(t.app, async (tx) => {
		const home = await tx.db
			.selectFrom('partnership')
			.select('id')
			.where('slug', '=', slug)
			.executeTakeFirstOrThrow();
		actor = (await actorOf(tx, id, home.id)) as Actor;
		board = (await boardId(tx, home.id)) as string;
		statutory = (await sectorsOf(tx, home.id)).find(({ code }) => code === 'statutory')
			?.id as string;
	});
});

const code = (code: string, field?: string) =>
	expect.objectContaining(field ? { code, field } : { code }) as Error;
const organisation = (name: string, seats = 1) =>
	newOrganisation(t.app, actor, { name: { cy: name }, sectorId: statutory, seats });
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
const seats = () => reading(t.app, (tx) => managedSeats(tx, actor.partnershipId));
const terms = (personId: string) =>
	reading(t.app, (tx) => termsOfPerson(tx, actor.partnershipId, personId));
const day = (from: number) => new Date(Date.now() + from * 86_400_000).toISOString().slice(0, 10);

test('from nothing to a board that can decide, by the preset of its nation', async () => {
	await expect(adoptPreset(t.app, actor)).rejects.toThrow(code('partnerships.rules_need_seats'));
	for (const name of ['Cyngor', 'Iechyd', 'Tân', 'Cyfoeth Naturiol']) await organisation(name);
	for (const { id, organisationId } of await seats())
		await person(`Person ${id.slice(0, 4).replaceAll(/\d/g, 'x')}`, { organisationId, seatId: id });
	await adoptPreset(t.app, actor);
	const progress = await reading(t.app, (tx) => progressOf(tx, actor.partnershipId));
	expect(progress).toMatchObject({ sectors: 2, organisations: 4, seats: 4, seated: 4, rules: 1 });
	const held = await reading(t.app, (tx) => votingSeats(tx, actor.partnershipId, board));
	expect(held.every(({ holderId }) => holderId !== null)).toBe(true);
});

test('only whom the installation let may found one, outside a demonstration', async () => {
	const real = await testApp({
		SECRET: 'a secret of the tests, long enough to be one',
		DATABASE_URL: 'postgres://nowhere',
		ORIGIN: 'https://moot.example',
	});
	const id = await transact(real.app, (tx) => ensureAccount(tx, founder));
	const found = () =>
		foundPartnership(
			real.app,
			{ id, email: founder },
			{ name: { en: 'Place' }, slug: '', preset: 'england_lsp', languages: 'en', yourName: 'Ann' },
		);
	await expect(found()).rejects.toThrow(code('kernel.not_allowed'));
	await real.app.db.updateTable('account').set({ may_found: true }).execute();
	expect(await found()).toEqual({ slug: 'place' });
	await expect(found()).rejects.toThrow(code('partnerships.address_taken', 'slug'));
	await real.close();
});

test('nobody but who runs it changes it, and a stranger’s ids are the ids of nothing', async () => {
	const mine = await organisation('Cyngor');
	const memberId = await person('Ann');
	const member = { ...actor, personId: memberId };
	await expect(
		newOrganisation(t.app, member, { name: { en: 'X' }, sectorId: statutory, seats: 1 }),
	).rejects.toThrow(code('kernel.not_allowed'));
	await expect(
		editDetails(t.app, member, {
			name: { en: 'X' },
			formalName: {},
			vision: {},
			languages: 'en',
			colour: '',
			secretariatEmail: founder,
		}),
	).rejects.toThrow(code('kernel.not_allowed'));
	const before = { ...actor };
	const first = statutory;
	await foundPartnership(
		t.app,
		{ id: actor.accountId, email: founder },
		{
			name: { en: 'Other' },
			slug: `other-${n}`,
			preset: 'england_lsp',
			languages: 'en',
			yourName: 'Ann',
		},
	);
	const other = await reading(t.app, async (tx) => {
		const home = await tx.db
			.selectFrom('partnership')
			.select('id')
			.where('slug', '=', `other-${n}`)
			.executeTakeFirstOrThrow();
		return (await actorOf(tx, actor.accountId, home.id)) as Actor;
	});
	await expect(
		editOrganisation(t.app, other, {
			organisationId: mine,
			name: { en: 'Taken' },
			sectorId: first,
			seats: 1,
		}),
	).rejects.toThrow(code('kernel.not_found'));
	await expect(
		giveRoleTo(t.app, other, {
			personId: memberId,
			bodyId: board,
			role: 'secretariat',
			startsOn: '',
			endsOn: '',
		}),
	).rejects.toThrow(code('partnerships.unknown_reference'));
	expect(before).toEqual(actor);
});

test('a seat has one holder a day, and who held it before stays on record', async () => {
	await organisation('Cyngor');
	const [seat] = await seats();
	const seatId = seat?.id ?? '';
	const ann = await person('Ann', { seatId, startsOn: '2026-01-01' });
	const bob = await person('Bob');
	const into = (personId: string, startsOn: string, endsOn = '') =>
		takeSeat(t.app, actor, { personId, seatId, startsOn, endsOn, mandate: '', mayDecide: true });
	await expect(into(bob, '2026-05-01')).rejects.toThrow(code('partnerships.seat_taken'));
	await expect(into(bob, '2026-05-01', '2026-04-01')).rejects.toThrow(
		code('partnerships.term_backwards'),
	);
	for (const wrong of ['2026-02-30', '1 May', '2026-5-1', "2026-05-01'--"])
		await expect(into(bob, wrong)).rejects.toThrow(code('partnerships.date_wrong', 'starts_on'));
	const [annsTerm] = await terms(ann);
	await endTerm(t.app, actor, {
		kind: 'seat_term',
		termId: annsTerm?.id ?? '',
		endsOn: '2026-04-30',
	});
	await into(bob, '2026-05-01');
	const on = (date: string) =>
		reading(t.app, (tx) => holderOn(tx, actor.partnershipId, seatId, date));
	expect([await on('2025-12-31'), await on('2026-04-30'), await on('2026-05-03')]).toEqual([
		undefined,
		'Ann',
		'Bob',
	]);
	await expect(
		beDeputy(t.app, actor, { personId: bob, seatId, startsOn: '', endsOn: '' }),
	).rejects.toThrow(code('partnerships.deputy_for_themselves'));
	expect((await terms(ann))[0]).toMatchObject({ over: true, endsOn: '2026-04-30' });
});

test('an organisation loses empty seats only', async () => {
	const id = await organisation('Cyngor', 3);
	const [seat] = await seats();
	await person('Ann', { seatId: seat?.id ?? '' });
	const to = (count: number) =>
		editOrganisation(t.app, actor, {
			organisationId: id,
			name: { cy: 'Cyngor Sir' },
			sectorId: statutory,
			seats: count,
		});
	await to(1);
	expect(await seats()).toHaveLength(1);
	expect((await seats())[0]?.holder).toBe('Ann');
	await expect(to(0)).rejects.toThrow(code('partnerships.seat_held', 'seats'));
	for (const wrong of [-1, 1.5, 21, Number.NaN])
		await expect(to(wrong)).rejects.toThrow(code('partnerships.seats_wrong', 'seats'));
	await to(2);
	const [only] = await reading(t.app, (tx) => managedOrganisations(tx, actor.partnershipId));
	expect(only).toMatchObject({ name: { cy: 'Cyngor Sir' }, seats: 2 });
});

test('the last who runs it keeps that role, until somebody else with an account has it', async () => {
	const own = (await terms(actor.personId))[0];
	const end = () =>
		endTerm(t.app, actor, { kind: 'body_role', termId: own?.id ?? '', endsOn: day(0) });
	await expect(end()).rejects.toThrow(code('partnerships.last_clerk'));
	const ann = await person('Ann', { email: `ann-${n}@example.org` });
	const give = () =>
		giveRoleTo(t.app, actor, {
			personId: ann,
			bodyId: board,
			role: 'secretariat',
			startsOn: '',
			endsOn: '',
		});
	await give();
	await expect(end()).rejects.toThrow(code('partnerships.last_clerk'));
	await invite(t.app, actor, { personId: ann, base: 'https://moot.example', locale: 'en' });
	await takeUp(t.app, await token(), null, visit);
	await end();
	expect((await terms(actor.personId))[0]).toMatchObject({ endsOn: day(0) });
});

const token = async () =>
	/invitation\/(\S+)/.exec((await reading(t.app, unsentMail))[0]?.body ?? '')?.[1] ?? '';

async function invited(): Promise<{ personId: string; email: string; token: string }> {
	const email = `ann-${n}@example.org`;
	const personId = await person('Ann', { email });
	await invite(t.app, actor, { personId, base: 'https://moot.example', locale: 'cy' });
	return { personId, email, token: await token() };
}

test('an invitation: looking uses nothing up, taking it up signs in once', async () => {
	const { email, token } = await invited();
	for (let look = 0; look < 5; look++)
		expect(await shownInvitation(t.app, token)).toMatchObject({ name: 'Ann', email, slug });
	const rows = await t.app.db.selectFrom('invitation').selectAll().execute();
	expect(JSON.stringify(rows)).not.toContain(token);
	const both = await Promise.allSettled([1, 2].map(() => takeUp(t.app, token, null, visit)));
	expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
	const entered = both.find((each) => each.status === 'fulfilled')?.value;
	const cookie = entered?.cookies.find(({ name }) => name === 'session')?.value;
	const visitor = await authenticate(t.app, `session=${cookie}`);
	expect(visitor).not.toBeNull();
	expect(
		await reading(t.app, (tx) => actorOf(tx, visitor?.accountId ?? '', actor.partnershipId)),
	).toBeDefined();
	await expect(takeUp(t.app, token, null, visit)).rejects.toThrow(
		code('partnerships.invitation_over'),
	);
	const all = await reading(t.app, (tx) => managedPeople(tx, actor.partnershipId));
	expect(all.find(({ name }) => name === 'Ann')?.account).toBe('has');
});

test('sent again, withdrawn, run out: the old link is over', async () => {
	const first = await invited();
	await invite(t.app, actor, { personId: first.personId, base: 'https://m.example', locale: 'en' });
	const second = await token();
	await expect(takeUp(t.app, first.token, null, visit)).rejects.toThrow(
		code('partnerships.invitation_over'),
	);
	await withdrawInvitation(t.app, actor, { personId: first.personId });
	expect(await shownInvitation(t.app, second)).toBeUndefined();
	await expect(withdrawInvitation(t.app, actor, { personId: first.personId })).rejects.toThrow(
		code('kernel.not_found'),
	);
	await invite(t.app, actor, { personId: first.personId, base: 'https://m.example', locale: 'en' });
	const third = await token();
	await t.app.db
		.updateTable('invitation')
		.set({ expires_at: new Date(Date.now() - 1000) })
		.execute();
	await expect(takeUp(t.app, third, null, visit)).rejects.toThrow(
		code('partnerships.invitation_over'),
	);
});

test('an invitation is for its address, and for one place in a partnership', async () => {
	const { token } = await invited();
	await expect(takeUp(t.app, token, 'bob@example.org', visit)).rejects.toThrow(
		code('partnerships.invitation_other'),
	);
	const second = await person('Siân again', { email: founder });
	await invite(t.app, actor, { personId: second, base: 'https://m.example', locale: 'en' });
	const own = /invitation\/(\S+)/.exec(
		(await reading(t.app, unsentMail)).find(({ recipient }) => recipient === founder)?.body ?? '',
	)?.[1];
	await expect(takeUp(t.app, own ?? '', founder, visit)).rejects.toThrow(
		code('partnerships.invitation_twice'),
	);
	const nowhere = await person('No address');
	await expect(
		invite(t.app, actor, { personId: nowhere, base: 'https://m.example', locale: 'en' }),
	).rejects.toThrow(code('partnerships.invite_no_address', 'email'));
});

test('one account sits on several boards', async () => {
	const { email, token } = await invited();
	await takeUp(t.app, token, null, visit);
	const id = await transact(t.app, (tx) => ensureAccount(tx, email));
	await foundPartnership(
		t.app,
		{ id, email },
		{
			name: { en: 'Second' },
			slug: `second-${n}`,
			preset: 'scotland_cpp',
			languages: 'en',
			yourName: 'Ann',
		},
	);
	const people = await t.app.db
		.selectFrom('person')
		.select('partnership_id')
		.where('account_id', '=', id)
		.execute();
	expect(new Set(people.map((row) => row.partnership_id)).size).toBe(2);
});

test('a new right ends the freshness of its person’s sign-ins', async () => {
	const { personId, token } = await invited();
	await takeUp(t.app, token, null, visit);
	await giveRoleTo(t.app, actor, {
		personId,
		bodyId: board,
		role: 'chair',
		startsOn: '',
		endsOn: '',
	});
	const rows = await t.app.db
		.selectFrom('session')
		.innerJoin('person', 'person.account_id', 'session.account_id')
		.select('session.fresh_at')
		.where('person.id', '=', personId)
		.execute();
	expect(rows.map((row) => row.fresh_at.getTime())).toEqual([0]);
});

test('details are kept as typed, and a pale colour is refused with its contrast', async () => {
	const details = {
		name: { en: 'Place', cy: 'Lle' },
		formalName: { en: '', cy: '' },
		vision: { en: 'All well', cy: '' },
		languages: 'both' as const,
		colour: '#004422',
		secretariatEmail: 'Office@Example.org',
	};
	await editDetails(t.app, actor, details);
	expect(await reading(t.app, (tx) => ownDetails(tx, actor.partnershipId))).toMatchObject({
		name: { en: 'Place', cy: 'Lle' },
		colour: '#004422',
		secretariatEmail: 'office@example.org',
	});
	await expect(editDetails(t.app, actor, { ...details, colour: '#88ccaa' })).rejects.toThrow(
		expect.objectContaining({ values: { contrast: '1.8' } }) as Error,
	);
});
