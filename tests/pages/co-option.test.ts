import { sql } from 'kysely';
import { openVote } from './support/acts.ts';
import { openTheItem } from './support/in-session.ts';
import { expect, test } from './support/world.ts';

test.use({
	// eslint-disable-next-line no-empty-pattern -- Playwright reads what a fixture needs from this pattern.
	prepare: async ({}, use) => {
		await use((env) => openTheItem(env, 6));
	},
});

test('the clerk co-opts somebody: where the rules give no vote they have none, where they do they cast one', async ({
	world,
}) => {
	test.setTimeout(120_000);
	const { meeting } = world.demo;
	const partnership = `/${new URL(meeting).pathname.split('/')[1]}`;
	const clerk = await world.enter('clerk');
	await clerk.goto(`${partnership}/manage/bodies/board?do=coOpt`);
	await expect(clerk.getByText('They do not vote.')).toBeVisible();
	await clerk.getByLabel('Who is co-opted').selectOption({ label: 'Cllr Judith Carlow' });
	await clerk.getByRole('button', { name: 'Co-opt somebody' }).click();
	const members = clerk.locator('#co-opted');
	await expect(members).toContainText('Cllr Judith Carlow');
	await expect(members).toContainText('no vote');
	const judith = await world.enter('observer');
	await judith.goto(`${meeting}/live`);
	await judith.getByRole('button', { name: 'I am joining remotely' }).click();
	await expect(judith.getByText('without a vote').first()).toBeVisible();

	await world.inStore((db) =>
		sql`update constitution set rules = jsonb_set(rules, '{coOption,voting}', 'true')`.execute(db),
	);
	await clerk.goto(`${partnership}/manage/bodies/board`);
	await expect(members).toContainText('has a vote');
	const chair = await world.enter('chair');
	await openVote(chair, meeting);
	await judith.goto(`${meeting}/live`);
	await judith.locator('#vote').getByLabel('For', { exact: true }).check();
	await judith.getByRole('button', { name: 'Check my vote' }).click();
	await judith.getByRole('button', { name: 'Cast my vote' }).click();
	await expect(judith.getByText('Your vote is recorded').first()).toBeVisible();
});
