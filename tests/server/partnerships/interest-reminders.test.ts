import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadDemo } from '#server/demo/load.ts';
import { interestsDueJob, interestsDueRunner } from '#server/partnerships/interest-reminders.ts';
import { testApp, type TestApp } from '../../support/store.ts';

let t: TestApp;
beforeAll(async () => {
	t = await testApp();
	await loadDemo(t.app);
});
afterAll(() => t.close());

const written = async () =>
	(
		await t.app.db
			.selectFrom('mail')
			.select(['recipient', 'body'])
			.where('subject', 'like', 'Your register of interests%')
			.orderBy('recipient')
			.execute()
	).map(({ recipient, body }) => ({ who: recipient.split('@')[0], body }));

test('whoever has not reviewed their interests within a year is written to, once', async () => {
	const run = interestsDueRunner(t.app);
	await run({});
	// A demo has no address of its own to write.
	expect(await written()).toEqual([]);
	Object.assign(t.app.config, { origin: new URL('https://moothall.example') });
	await sql`insert into interest_review (partnership_id, person_id, reviewed_on)
		select partnership_id, id, current_date from person where code = 'p02'`.execute(t.app.db);
	await sql`insert into interest_review (partnership_id, person_id, reviewed_on)
		select partnership_id, id, current_date - 400 from person where code = 'p05'`.execute(t.app.db);
	await run({});
	const first = await written();
	expect(first.map(({ who }) => who)).toContain('p05');
	expect(first.map(({ who }) => who)).not.toContain('p02');
	expect(first[0]?.body).toContain('https://moothall.example/larkhaven-together/interests');
	await run({});
	expect(await written()).toHaveLength(first.length);
	await sql`update interest_reminder set reminded_on = current_date - 91`.execute(t.app.db);
	await run({});
	expect(await written()).toHaveLength(2 * first.length);
	const queued = await t.app.db
		.selectFrom('job')
		.select('id')
		.where('kind', '=', interestsDueJob)
		.execute();
	expect(queued).toHaveLength(1);
});
