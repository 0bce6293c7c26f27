import { AxeBuilder } from '@axe-core/playwright';
import { sql } from 'kysely';
import type { Page } from '@playwright/test';
import { callElection, nominate } from '#server/decisions/call-election.ts';
import { putInWriting } from '#server/decisions/put-in-writing.ts';
import { electionRunner } from '#server/decisions/run-election.ts';
import { readConfig } from '#server/platform/config.ts';
import { startApp } from '#server/start-app.ts';
import { expect, test } from './support/world.ts';

const home = '/larkhaven-together';
const year = new Date().getUTCFullYear();
const day = 86_400_000;

/** An election that is voted on and a motion in writing, both secret, beside those that the demo brings. */
async function betweenMeetings(env: Record<string, string>): Promise<void> {
	const { app, stop } = await startApp(readConfig({ LOG_LEVEL: 'warn', ...env }));
	const people = await app.db.selectFrom('person').selectAll().execute();
	const actor = (code: string) => {
		const person = people.find((each) => each.code === code);
		if (!person) throw new Error(`no person ${code}`);
		const { partnership_id: partnershipId, id: personId, account_id: accountId } = person;
		return { partnershipId, personId, accountId: accountId ?? '' };
	};
	const { id: bodyId } = await app.db
		.selectFrom('body')
		.select('id')
		.where('code', '=', 'board')
		.executeTakeFirstOrThrow();
	const clerk = actor('p21');
	await callElection(app, clerk, {
		bodyId,
		office: 'chair',
		method: 'irv',
		seatIds: [],
		secret: true,
		nominationsClose: new Date(Date.now() + 2 * day),
		votingCloses: new Date(Date.now() + 9 * day),
		termStartsOn: `${year + 3}-04-01`,
		linkTo: null,
	});
	const { id: electionId } = await app.db
		.selectFrom('election')
		.select('id')
		.where('state', '=', 'nominations')
		.orderBy('called_at', 'desc')
		.executeTakeFirstOrThrow();
	for (const code of ['p06', 'p08'])
		await nominate(app, actor(code), { electionId, personId: actor(code).personId, link: '' });
	await sql`update election set nominations_close_at = clock_timestamp() where id = ${electionId}`.execute(
		app.db,
	);
	const { partnershipId } = clerk;
	await electionRunner(app)({ partnershipId, electionId, link: '' });
	await putInWriting(app, clerk, {
		bodyId,
		title: { en: 'Lease of the hall' },
		text: { en: 'That the lease be renewed.' },
		decisionClass: 'ordinary',
		effect: 'partnership_decision',
		beneficiaries: [],
		secret: true,
		deadline: new Date(Date.now() + 9 * day),
		linkTo: null,
	});
	await app.outbox.idle();
	await stop();
}

test.use({
	// eslint-disable-next-line no-empty-pattern -- Playwright reads what a fixture needs from this pattern.
	prepare: async ({}, use) => {
		await use(betweenMeetings);
	},
});

const put = 'Put my ballot into the urn';
const faults = async (page: Page) =>
	(await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id);

test('secret between meetings: an election on a phone without script, a motion in writing sealed on the device', async ({
	world,
}) => {
	const phone = await world.enter('community', { phone: true, javaScript: false });
	await phone.goto(`${home}/my-votes`);
	await phone.getByRole('link', { name: /^Chair of the/ }).click();
	await expect(phone.getByText('The server seals it as it comes in')).toBeVisible();
	await phone.getByRole('button', { name: put }).click();
	await expect(phone.locator('.govuk-error-summary')).toContainText('Say what you choose');
	await phone.locator('select').first().selectOption('1');
	await phone.getByRole('button', { name: put }).click();
	await expect(phone.getByRole('status').locator('.code')).toHaveText(/^(\w{5}-){4}\w{5}$/);
	await phone.goto(`${home}/my-votes`);
	const chosen = phone.getByRole('listitem').filter({ hasText: 'Chair of the' });
	await expect(chosen.getByText('Recorded', { exact: true })).toBeVisible();

	const member = await world.enter('member');
	await member.goto(`${home}/my-votes`);
	await member.getByRole('link', { name: 'Lease of the hall' }).click();
	const shown = member.getByText('The code of your ballot').locator('b');
	await expect(shown).toHaveText(/^(\w{5}-){4}\w{5}$/);
	expect(await faults(member)).toEqual([]);
	const code = (await shown.textContent()) ?? '';
	await member.getByLabel('For', { exact: true }).check();
	const sent = member.waitForRequest((request) => request.method() === 'POST');
	await member.getByRole('button', { name: put }).click();
	expect((await sent).postData()).not.toContain('choice');
	await expect(member.getByRole('status').getByText(code)).toBeVisible();
	await member.reload();
	await expect(member.getByText('A ballot of your seat is in the urn.')).toBeVisible();
	expect(await faults(member)).toEqual([]);
});
