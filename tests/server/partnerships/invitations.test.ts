import { afterAll, beforeAll, expect, test } from 'vitest';
import {
	inviteAll,
	inviteFromKeyboard,
	shownInvitation,
	takeUp,
} from '#server/partnerships/invitations.ts';
import { managedPeople, progressOf } from '#server/partnerships/manage-views.ts';
import { reading, transact } from '#server/platform/tx.ts';
import { testApp, type TestApp } from '../../support/store.ts';
import { ownHome, visit } from './own-home.ts';

let t: TestApp;
beforeAll(async () => {
	t = await testApp({ SECRET: 'a secret of the tests, long enough to be one' });
});
afterAll(() => t.close());

test('everybody with an address and no account is invited at once, and nobody twice', async () => {
	const { actor, person } = await ownHome(t);
	await person('Ann', { email: 'ann@example.org' });
	await person('Bob', { email: 'bob@example.org' });
	await person('Cat');
	const letter = { base: 'http://localhost', locale: 'cy' } as const;
	expect(await inviteAll(t.app, actor, letter)).toBe(2);
	expect(await inviteAll(t.app, actor, letter)).toBe(0);
	const progress = await reading(t.app, (tx) => progressOf(tx, actor.partnershipId));
	expect(progress).toMatchObject({ invited: 2, chairs: 0, meetings: 0 });
});

test('from the keyboard of the server: a link for who has an address and no account, and for nobody else', async () => {
	const { actor, person, slug } = await ownHome(t);
	await person('Dee', { email: 'dee@example.org' });
	await person('Eve');
	const people = await reading(t.app, (tx) => managedPeople(tx, actor.partnershipId));
	const codeOf = (name: string) => people.find((each) => each.name === name)?.code ?? '';
	const ask = (place: string, code: string) =>
		transact(t.app, (tx) => inviteFromKeyboard(tx, t.app, place, code));
	for (const [place, code] of [
		[slug, codeOf('Eve')],
		[slug, codeOf('Clerk Clark')],
		[slug, 'p999'],
		['elsewhere', codeOf('Dee')],
	] as const)
		expect(await ask(place, code), `${place} ${code}`).toBeUndefined();
	const first = (await ask(slug, codeOf('Dee'))) ?? '';
	const token = (await ask(slug, codeOf('Dee'))) ?? '';
	expect(await shownInvitation(t.app, token)).toMatchObject({ name: 'Dee', slug });
	await expect(
		takeUp(t.app, first, null, visit),
		'the newer link ends the older',
	).rejects.toThrow();
	await takeUp(t.app, token, null, visit);
	expect(await ask(slug, codeOf('Dee')), 'has an account now').toBeUndefined();
});
