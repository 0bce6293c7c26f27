import { createHash, randomUUID } from 'node:crypto';
import { promises as fs } from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import { FileMigrationProvider, Migrator } from 'kysely/migration';
import { expect, test } from 'vitest';
import { canonical } from '#domain/kernel/canonical.ts';
import { connect } from '#server/platform/db.ts';
import { migrate } from '#server/platform/migrate.ts';

const serverUrl = process.env['TEST_DATABASE_URL'];

/** What was counted before papers were counted class by class; only a real server leaves foreign keys unlooked at for this. */
test.skipIf(!serverUrl)('papers that were counted before are kept in the newer form', async () => {
	const { default: pg } = await import('pg');
	const name = `t_${randomUUID().replaceAll('-', '')}`;
	const admin = new pg.Client({ connectionString: serverUrl });
	await admin.connect();
	await admin.query(`create database ${name}`);
	const url = new URL(serverUrl ?? '');
	url.pathname = `/${name}`;
	const { db } = await connect({ url: url.href, dataDir: '' });
	try {
		const provider = new FileMigrationProvider({
			fs,
			path,
			migrationFolder: path.resolve('migrations'),
		});
		const { error } = await new Migrator({ db, provider }).migrateTo(
			'57_decisions_tellers-present',
		);
		expect(error).toBeUndefined();
		const client = new pg.Client({ connectionString: url.href });
		await client.connect();
		const [partnership, person, waits, done, empty] = Array.from({ length: 5 }, () => randomUUID());
		const old = { for: 1, against: 2, abstained: 0, spoiled: 1 };
		const seats = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
		const record = (poll: string | undefined, leaves: string[], paper: object) =>
			client.query(
				`insert into urn_record (partnership_id, poll_id, took_part, leaves, spoiled, root, paper)
				values ($1, $2, '[]', $3, 0, '', $4)`,
				[partnership, poll, JSON.stringify(leaves), JSON.stringify(paper)],
			);
		await client.query('set session_replication_role = replica');
		await client.query(
			`insert into partnership (id, slug, name, formal_name, nation, area, vision, secretariat_email)
			values ($1, 'old', '{}', '{}', 'wales', '{}', '{}', '')`,
			[partnership],
		);
		await client.query(
			`insert into paper_out (partnership_id, poll_id, seat_id) select $1, $2, unnest($3::uuid[])`,
			[partnership, waits, seats],
		);
		await client.query(
			`insert into paper_count (partnership_id, poll_id, teller_person_id, totals, counted_at)
			values ($1, $2, $3, $4, now())`,
			[partnership, waits, person, JSON.stringify(old)],
		);
		for (const poll of [waits, empty])
			await client.query(
				`insert into paper_entry (partnership_id, poll_id, totals, entered_by_person_id, entered_at)
				values ($1, $2, $3, $4, now())`,
				[partnership, poll, JSON.stringify(old), person],
			);
		await record(waits, ['AAAA 3/2 for'], { seats, totals: null, tellers: [] });
		await record(empty, [], { seats, totals: null, tellers: [] });
		const attested = { ...old, attested: 'account_pin' };
		const stated = { seats, totals: attested, tellers: ['p14', 'p02'], enteredBy: 'p21' };
		await record(done, ['AAAA all for'], stated);
		await client.end();

		expect(await migrate(db)).toContain('60a_decisions_papers-of-questions');
		const now = (of: string) => [{ of, votes: { for: 1, against: 2 }, abstained: 0, spoiled: 1 }];
		const of = async (table: string, poll: string | undefined) => {
			const { rows } = await sql<{ totals: unknown }>`
				select totals from ${sql.table(table)} where poll_id = ${poll}`.execute(db);
			return rows.map(({ totals }) => totals);
		};
		expect(await of('paper_count', waits)).toEqual([now('3/2')]);
		expect(await of('paper_entry', waits)).toEqual([now('3/2')]);
		expect(await of('paper_entry', empty)).toEqual([now('all')]);
		const papers = await db.selectFrom('urn_record').select(['poll_id', 'paper']).execute();
		const paperOf = (poll: string | undefined) =>
			papers.find(({ poll_id }) => poll_id === poll)?.paper;
		expect(paperOf(waits)).toEqual({ seats, totals: null, tellers: [] });
		const { hash, ...rest } = paperOf(done) as { hash: string };
		expect(rest).toEqual({
			seats,
			totals: now('all'),
			tellers: ['p14', 'p02'],
			enteredBy: 'p21',
			attested: 'account_pin',
		});
		expect(hash).toBe(createHash('sha256').update(canonical(rest)).digest('hex'));
	} finally {
		await db.destroy();
		await admin.query(`drop database ${name} with (force)`);
		await admin.end();
	}
});
