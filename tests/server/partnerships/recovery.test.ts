import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Actor } from '#domain/kernel/actor.ts';
import { useLink } from '#server/accounts/links.ts';
import { setPassword } from '#server/accounts/passwords.ts';
import { authenticate, createSession } from '#server/accounts/session.ts';
import { giveRoleTo } from '#server/partnerships/manage-people.ts';
import {
	approveRecovery,
	askRecovery,
	recoveries,
	withdrawRecovery,
} from '#server/partnerships/recovery.ts';
import { demandSecondFactor, needsSecondFactor } from '#server/partnerships/second-factor.ts';
import { unsentMail } from '#server/platform/mail.ts';
import { reading, transact } from '#server/platform/tx.ts';
import { testApp, type TestApp } from '../../support/store.ts';
import { ownHome, visit } from './own-home.ts';

const letter = { base: 'https://moot.example', locale: 'en' as const };
let t: TestApp;
let home: Awaited<ReturnType<typeof ownHome>>;
let chair: Actor;
let lost: Actor;
let n = 0;
beforeAll(async () => {
	t = await testApp({ SECRET: 'a secret of the tests, long enough to be one' });
});
afterAll(() => t.close());
beforeEach(async () => {
	home = await ownHome(t);
	n++;
	chair = await home.account(await home.person('Chair Charles'), `chair-${n}@example.org`);
	lost = await home.account(await home.person('Lost Larry'), `lost-${n}@example.org`);
	await giveRoleTo(t.app, home.actor, {
		personId: chair.personId,
		bodyId: home.board,
		role: 'chair',
		startsOn: '',
		endsOn: '',
	});
	await t.app.db.deleteFrom('mail').execute();
});

const code = (code: string, field?: string) =>
	expect.objectContaining(field ? { code, field } : { code }) as Error;
const ask = (byHand = false, by = home.actor, personId = lost.personId) =>
	askRecovery(t.app, by, { personId, byHand, ...letter });
const approve = (recoveryId: string, by = chair) =>
	approveRecovery(t.app, by, { recoveryId, ...letter });
const mails = async () =>
	(await reading(t.app, unsentMail)).map(({ recipient, body }) => ({
		recipient,
		link: /sign-in\/(\S+)/.exec(body)?.[1],
		body,
	}));

test('two officers let somebody in by a link to their own address, and everything old is over', async () => {
	await setPassword(
		t.app,
		{ id: lost.accountId, email: `lost-${n}@example.org` },
		'teapot violet staircase',
	);
	await t.app.db
		.insertInto('one_time_codes')
		.values({ account_id: lost.accountId, secret: 'x', confirmed_at: new Date() })
		.execute();
	const old = await transact(t.app, (tx) => createSession(tx, t.app.config, lost.accountId));
	const id = await ask();
	// Both hear of it: the person, and the officer who can agree.
	expect(new Set((await mails()).map(({ recipient }) => recipient))).toEqual(
		new Set([`lost-${n}@example.org`, `chair-${n}@example.org`]),
	);
	expect((await mails()).every(({ link }) => link === undefined)).toBe(true);
	const seen = (by: Actor) => reading(t.app, (tx) => recoveries(tx, by));
	expect((await seen(chair)).open).toMatchObject([{ id, name: 'Lost Larry', mine: true }]);
	expect((await seen(home.actor)).open).toMatchObject([{ mine: false }]);
	expect(await approve(id)).toEqual({ link: null });
	const [mail] = (await mails()).filter(({ link }) => link);
	expect(mail?.recipient).toBe(`lost-${n}@example.org`);
	// Until the link is used nothing is taken away: a request alone locks nobody out.
	expect(await authenticate(t.app, `session=${old.cookie.value}`)).not.toBeNull();
	const entered = await useLink(t.app, mail?.link ?? '', visit);
	expect(entered).toMatchObject({ step: 'in', returnTo: '/account', ended: [old.ref] });
	expect(await authenticate(t.app, `session=${old.cookie.value}`)).toBeNull();
	for (const table of ['password', 'one_time_codes', 'passkey'] as const)
		expect(
			await t.app.db
				.selectFrom(table)
				.select('account_id')
				.where('account_id', '=', lost.accountId)
				.execute(),
			table,
		).toEqual([]);
	await expect(useLink(t.app, mail?.link ?? '', visit)).rejects.toThrow(code('accounts.link_over'));
	const log = await t.app.db
		.selectFrom('audit')
		.select(['act', 'person_id'])
		.where('act', 'in', [
			'partnerships.recovery_asked',
			'partnerships.recovery_approved',
			'accounts.recovered',
		])
		.where((eb) =>
			eb.or([eb('partnership_id', '=', lost.partnershipId), eb('account_id', '=', lost.accountId)]),
		)
		.orderBy('seq')
		.execute();
	expect(log).toEqual([
		{ act: 'partnerships.recovery_asked', person_id: home.actor.personId },
		{ act: 'partnerships.recovery_approved', person_id: chair.personId },
		{ act: 'accounts.recovered', person_id: null },
	]);
});

test('one officer is not two, nobody is their own, and a member is none', async () => {
	const id = await ask();
	await expect(approve(id, home.actor)).rejects.toThrow(code('partnerships.recovery_second'));
	await expect(approve(id, lost)).rejects.toThrow(code('kernel.not_allowed'));
	await expect(ask(false, lost, chair.personId)).rejects.toThrow(code('kernel.not_allowed'));
	await expect(ask(false, chair, chair.personId)).rejects.toThrow(
		code('partnerships.recovery_self', 'personId'),
	);
	await expect(ask()).rejects.toThrow(code('partnerships.recovery_open', 'personId'));
	const own = await ask(false, home.actor, chair.personId);
	await expect(approve(own, chair)).rejects.toThrow(code('partnerships.recovery_self'));
	// The keys refuse it too.
	await expect(
		t.app.db
			.updateTable('recovery')
			.set({ approved_by_person_id: home.actor.personId })
			.where('id', '=', id)
			.execute(),
	).rejects.toThrow(/check/);
});

test('approved once, and not after three days, nor once stopped', async () => {
	const first = await ask();
	const both = await Promise.allSettled([approve(first), approve(first)]);
	expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
	const second = await ask();
	await t.app.db
		.updateTable('recovery')
		.set({ expires_at: new Date(Date.now() - 1000) })
		.where('id', '=', second)
		.execute();
	await expect(approve(second)).rejects.toThrow(code('partnerships.recovery_over'));
	// What ran out stands in nobody's way.
	const third = await ask();
	await withdrawRecovery(t.app, home.actor, { recoveryId: third });
	await expect(approve(third)).rejects.toThrow(code('partnerships.recovery_over'));
	await expect(withdrawRecovery(t.app, home.actor, { recoveryId: third })).rejects.toThrow(
		code('kernel.not_found'),
	);
});

test('by hand only an account that opens nothing else', async () => {
	const id = await ask(true);
	const { link } = await approve(id);
	expect(link).toMatch(/^https:\/\/moot\.example\/sign-in\//);
	expect((await mails()).every((mail) => mail.link === undefined)).toBe(true);
	expect((await useLink(t.app, link?.split('/').at(-1) ?? '', visit)).accountId).toBe(
		lost.accountId,
	);
	const elsewhere = await ownHome(t);
	const other = await elsewhere.person('Lost Larry');
	await t.app.db
		.updateTable('person')
		.set({ account_id: lost.accountId })
		.where('id', '=', other)
		.execute();
	await expect(ask(true)).rejects.toThrow(code('partnerships.recovery_elsewhere', 'by_hand'));
	expect(await approve(await ask())).toEqual({ link: null });
	const nobody = await home.person('No Account');
	await expect(ask(false, home.actor, nobody)).rejects.toThrow(
		code('partnerships.recovery_no_account'),
	);
});

test('a second factor is asked of a role, today and here, and nobody shuts themselves out', async () => {
	const demand = (roles: string[], shown: boolean, by = home.actor) =>
		demandSecondFactor(t.app, by, { roles, shown });
	const needs = (by: Actor) => reading(t.app, (tx) => needsSecondFactor(tx, by));
	await expect(demand(['secretariat'], false)).rejects.toThrow(
		code('partnerships.second_factor_yours', 'roles'),
	);
	expect(await needs(home.actor)).toBe(false);
	await demand(['chair', 'nonsense'], false);
	expect([await needs(home.actor), await needs(chair), await needs(lost)]).toEqual([
		false,
		true,
		false,
	]);
	await demand(['secretariat'], true);
	expect([await needs(home.actor), await needs(chair)]).toEqual([true, false]);
	await expect(demand([], true, lost)).rejects.toThrow(code('kernel.not_allowed'));
});
