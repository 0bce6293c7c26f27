import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Json } from '#domain/kernel/canonical.ts';
import { createSession } from '#server/accounts/session.ts';
import { erasePerson } from '#server/partnerships/erase.ts';
import {
	askErasure,
	contactOf,
	editOwnContact,
	exportAbout,
	heldAbout,
} from '#server/partnerships/held-about.ts';
import { invite } from '#server/partnerships/invitations.ts';
import {
	beDeputy,
	editContact,
	editPerson,
	giveRoleTo,
	takeSeat,
} from '#server/partnerships/manage-people.ts';
import { holderOn, managedPeople } from '#server/partnerships/manage-views.ts';
import { registerInterest } from '#server/partnerships/commands.ts';
import { applyRetention, queueRetention, retentionJob } from '#server/partnerships/retention.ts';
import { verifyAudit } from '#server/platform/audit.ts';
import { unsentMail } from '#server/platform/mail.ts';
import { reading, transact } from '#server/platform/tx.ts';
import { testApp, type TestApp } from '../../support/store.ts';
import { day, ownHome } from './own-home.ts';

let t: TestApp;
let home: Awaited<ReturnType<typeof ownHome>>;
beforeAll(async () => {
	t = await testApp({ SECRET: 'a secret of the tests, long enough to be one' });
});
afterAll(() => t.close());
beforeEach(async () => {
	home = await ownHome(t);
});

const code = (code: string, field?: string) =>
	expect.objectContaining(field ? { code, field } : { code }) as Error;
let n = 0;

/** Somebody with an account, a seat, a mandate, contact, an interest, a session and a waiting message. */
async function canary() {
	const word = `canary${'abcdefgh'[n++]}`;
	const name = `${word} Quill`;
	const email = `${word}@example.org`;
	await home.organisation('Council');
	const seatId = (await home.seats())[0]?.id ?? '';
	const personId = await home.person(name, { email, job: { en: `${word} keeper` } });
	await takeSeat(t.app, home.actor, {
		personId,
		seatId,
		startsOn: day(-30),
		endsOn: '',
		mandate: `${word} mandate`,
		mayDecide: true,
	});
	await invite(t.app, home.actor, { personId, base: 'https://m.example', locale: 'en' });
	const actor = await home.account(personId, email);
	await editOwnContact(t.app, actor, { phone: '01632 960777', accessNeeds: `${word} seed` });
	await transact(t.app, async (tx) => {
		await registerInterest(tx, {
			partnershipId: actor.partnershipId,
			personId,
			text: { en: `Owns a ${word}` },
			kind: 'financial',
			registeredOn: day(-10),
		});
		await createSession(tx, t.app.config, actor.accountId);
	});
	return { actor, personId, seatId, email, name, word };
}

/** Every cell of every table that holds the words. */
async function placesOf(word: string): Promise<string[]> {
	const { rows: tables } = await sql<{ name: string }>`
		select table_name as name from information_schema.tables
		where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(t.app.db);
	const found: string[] = [];
	for (const { name } of tables) {
		const { rows } = await sql<{ line: string }>`
			select to_jsonb(t)::text as line from ${sql.table(name)} t`.execute(t.app.db);
		for (const { line } of rows) if (line.includes(word)) found.push(`${name}: ${line}`);
	}
	return found;
}

test('the page and the export say everything that names a person, and name nobody else', async () => {
	const { actor, email, name, word } = await canary();
	const held = await heldAbout(t.app, actor);
	expect(held).toMatchObject({ name, email, devices: 1 });
	expect(held.counts.map(({ kind }) => kind)).toEqual(['place', 'interests', 'invitations']);
	const file = (await exportAbout(t.app, actor)) as {
		entries: Record<string, Record<string, Json>[]>;
		person: Record<string, Json>;
		log: { act: string }[];
	};
	expect(file.person).toMatchObject({ phone: '01632 960777', access_needs: `${word} seed` });
	expect(file.entries['seat_term']?.[0]).toMatchObject({ mandate: `${word} mandate` });
	expect(file.log.map(({ act }) => act)).toContain('partnerships.own_contact_changed');
	const text = JSON.stringify(file);
	expect(text).not.toMatch(/token_hash|id_hash/);
	expect(text).not.toContain('Clerk Clark');
	expect(file.entries['invitation']?.[0]?.['sent_by_person_id']).toBe('somebody else');
	// The clerk who sent it has the fact of it, not the address.
	const clerks = JSON.stringify(await exportAbout(t.app, home.actor));
	expect(clerks).toContain('"invitation"');
	expect(clerks).not.toContain(email);
	const logged = await t.app.db
		.selectFrom('audit')
		.select('act')
		.where('person_id', '=', actor.personId)
		.execute();
	expect(logged.map(({ act }) => act)).toContain('partnerships.held_exported');
});

test('contact is the secretariat’s and the person’s to change, field by field', async () => {
	const { actor, personId } = await canary();
	const change = (by: typeof actor) =>
		editContact(t.app, by, { personId, phone: '0800 1', accessNeeds: '' });
	await expect(change(actor)).rejects.toThrow(code('kernel.not_allowed'));
	const chair = await home.account(await home.person('Chair'), `chair-${n}@example.org`);
	await giveRoleTo(t.app, home.actor, {
		personId: chair.personId,
		bodyId: home.board,
		role: 'chair',
		startsOn: '',
		endsOn: '',
	});
	await expect(change(chair)).rejects.toThrow(code('kernel.not_allowed'));
	await change(home.actor);
	expect(await reading(t.app, (tx) => contactOf(tx, actor.partnershipId, personId))).toMatchObject({
		phone: '0800 1',
		accessNeeds: null,
	});
	for (const phone of ['ring me', '+', '1'.repeat(31), '0800 1; drop'])
		await expect(editOwnContact(t.app, actor, { phone, accessNeeds: '' })).rejects.toThrow(
			code('partnerships.phone_wrong', 'phone'),
		);
	await expect(
		editOwnContact(t.app, actor, { phone: '', accessNeeds: 'x'.repeat(501) }),
	).rejects.toThrow(code('partnerships.needs_long', 'access_needs'));
});

test('erasure takes every word of a person, and leaves the seat’s record and the audit chain whole', async () => {
	const { actor, personId, seatId, name, word } = await canary();
	await expect(
		erasePerson(t.app, actor, { personId: home.actor.personId, typedName: 'Clerk Clark' }),
	).rejects.toThrow(code('kernel.not_allowed'));
	await expect(
		erasePerson(t.app, home.actor, {
			personId: home.actor.personId,
			typedName: 'Clerk Clark',
		}),
	).rejects.toThrow(code('partnerships.erase_self'));
	const erase = (typedName: string) => erasePerson(t.app, home.actor, { personId, typedName });
	await expect(erase('Somebody')).rejects.toThrow(code('partnerships.erase_name', 'typed_name'));
	expect((await placesOf(word)).length).toBeGreaterThan(5);
	const before = await reading(t.app, (tx) => verifyAudit(tx));
	const term = () =>
		t.app.db.selectFrom('seat_term').select('id').where('person_id', '=', personId).execute();
	const terms = await term();

	await erase(` ${name.replace(' ', '  ')} `);

	expect(await placesOf(word)).toEqual([]);
	expect(await term()).toEqual(terms);
	expect(await reading(t.app, (tx) => holderOn(tx, actor.partnershipId, seatId, day(-3)))).toMatch(
		/^Former member p\d+$/,
	);
	const after = await reading(t.app, (tx) => verifyAudit(tx));
	expect([before.whole, after.whole]).toEqual([true, true]);
	expect(after).toMatchObject({ rows: expect.any(Number) as number });
	for (const table of ['account', 'session'] as const) {
		const column = table === 'account' ? 'id' : 'account_id';
		const { rows } = await sql`select 1 from ${sql.table(table)}
			where ${sql.ref(column)} = ${actor.accountId}`.execute(t.app.db);
		expect(rows, table).toEqual([]);
	}
	// Once erased there is nobody left to change or to erase.
	await expect(erase('Former member p2')).rejects.toThrow(code('kernel.not_found'));
	await expect(
		editPerson(t.app, home.actor, {
			personId,
			name,
			job: {},
			organisationId: '',
			email: '',
		}),
	).rejects.toThrow(code('kernel.not_found'));
	// Nor anything to be given.
	const given = { personId, seatId, startsOn: '', endsOn: '' };
	for (const act of [
		() => takeSeat(t.app, home.actor, { ...given, mandate: '', mayDecide: false }),
		() => beDeputy(t.app, home.actor, given),
		() => giveRoleTo(t.app, home.actor, { ...given, bodyId: home.board, role: 'observer' }),
	])
		await expect(act()).rejects.toThrow(code('partnerships.unknown_reference'));
	const listed = await reading(t.app, (tx) => managedPeople(tx, actor.partnershipId));
	expect(listed.map(({ id }) => id)).not.toContain(personId);
});

test('an account on another board stays, and its other person with it', async () => {
	const { actor, personId, name } = await canary();
	const elsewhere = await ownHome(t);
	const other = await elsewhere.person(name);
	await t.app.db
		.updateTable('person')
		.set({ account_id: actor.accountId })
		.where('id', '=', other)
		.execute();
	await erasePerson(t.app, home.actor, { personId, typedName: name });
	const left = await t.app.db
		.selectFrom('person')
		.select(['id', 'name'])
		.where('account_id', '=', actor.accountId)
		.execute();
	expect(left).toEqual([{ id: other, name }]);
});

test('asking for erasure writes to the secretariat, once a day', async () => {
	const { actor } = await canary();
	const ask = () => askErasure(t.app, actor, { base: 'https://m.example', locale: 'en' });
	await ask();
	const mails = await reading(t.app, unsentMail);
	expect(mails[0]?.body).toMatch(/https:\/\/m\.example\/place-\d+\/manage\/people\/p2\/erase/);
	await expect(ask()).rejects.toThrow(code('partnerships.erasure_asked_already'));
});

test('what is over goes, what is not stays; a dry run only counts; what went is logged', async () => {
	const { actor, personId } = await canary();
	const fresh = await applyRetention(t.app, { dryRun: true });
	expect(fresh.filter(({ rows }) => rows > 0)).toEqual([]);
	const past = sql<Date>`clock_timestamp() - interval '400 days'`;
	await t.app.db.updateTable('mail').set({ created_at: past }).execute();
	await t.app.db.updateTable('invitation').set({ expires_at: past }).execute();
	await t.app.db
		.updateTable('session')
		.set({ expires_at: past })
		.where('account_id', '=', actor.accountId)
		.execute();
	await t.app.db
		.updateTable('seat_term')
		.set({ starts_on: day(-900), ends_on: day(-400) })
		.where('person_id', '=', personId)
		.execute();
	const count = async (dryRun: boolean) =>
		Object.fromEntries(
			(await applyRetention(t.app, { dryRun }))
				.filter(({ rows }) => rows > 0)
				.map(({ key, rows }) => [key, rows]),
		);
	const dry = await count(true);
	expect(Object.keys(dry)).toEqual(['sessions', 'mail', 'invitations', 'left_contact']);
	expect(await count(true)).toEqual(dry);
	expect(await count(false)).toEqual(dry);
	expect(await count(false)).toEqual({});
	const person = await reading(t.app, (tx) => contactOf(tx, actor.partnershipId, personId));
	expect(person).toMatchObject({ phone: null, accessNeeds: null });
	const log = await t.app.db
		.selectFrom('audit')
		.select(['subject', 'detail'])
		.where('act', '=', 'partnerships.retention_applied')
		.execute();
	expect(
		Object.fromEntries(
			log.map(({ subject, detail }) => [subject, (detail as { rows: number }).rows]),
		),
	).toEqual(dry);
});

test('the next night is queued once, however often the process starts', async () => {
	await queueRetention(t.app);
	await queueRetention(t.app);
	const jobs = await t.app.db
		.selectFrom('job')
		.select('due_at')
		.where('kind', '=', retentionJob)
		.execute();
	expect(jobs).toHaveLength(1);
	expect(jobs[0]?.due_at.getUTCHours()).toBe(3);
	expect(jobs[0]?.due_at.getTime()).toBeGreaterThan(Date.now());
});
