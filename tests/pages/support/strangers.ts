import { globSync, readFileSync } from 'node:fs';
import { readConfig } from '#server/platform/config.ts';
import type { Database } from '#server/platform/db.ts';
import { loadWorld } from '#server/demo/load.ts';
import { readDemoFile } from '#server/demo/world.ts';
import { startApp } from '#server/start-app.ts';
import { sql } from 'kysely';
import { bringToVote } from './in-session.ts';

export const otherSlug = 'otherhaven';

/** What is known of the other partnership: every id that one of its people could have copied to somebody outside. */
export interface Other {
	/** Values for the parts of an address, by the names of the routes' folders. */
	readonly params: Readonly<Record<string, string>>;
	/** Values for the fields of forms that name a thing, by the names of the fields. */
	readonly fields: Readonly<Record<string, string>>;
	/** Every room of it, and the kinds that the relay knows. */
	readonly rooms: readonly string[];
	readonly kinds: readonly string[];
}

/** Puts a second partnership beside the demo, both with a meeting in session and a vote open, and returns its ids. */
export async function addOther(env: Record<string, string>): Promise<Other> {
	const { app, stop } = await startApp(readConfig({ LOG_LEVEL: 'warn', ...env }));
	const first = await app.db.selectFrom('partnership').select('id').executeTakeFirstOrThrow();
	const file = readDemoFile();
	const { partnershipId } = await loadWorld(app, {
		...file,
		partnership: {
			...file.partnership,
			id: otherSlug,
			name: 'Otherhaven Together',
			secretariat: { ...file.partnership.secretariat, email: `office@${otherSlug}.example` },
		},
	});
	await bringToVote(app, first.id);
	await bringToVote(app, partnershipId);
	await app.db
		.updateTable('meeting')
		.set((eb) => ({ slug: eb(sql<string>`slug`, '||', '-other') }))
		.where('partnership_id', '=', partnershipId)
		.execute();
	const other = await idsOf(app.db, partnershipId);
	// What the arrivals and the vote write into the minutes is not the strangers' doing.
	await app.outbox.idle();
	const kinds = [...app.relay.kinds.keys()];
	await stop();
	return { ...other, kinds };
}

async function idsOf(db: Database, partnershipId: string): Promise<Omit<Other, 'kinds'>> {
	const one = async (query: string): Promise<string> => {
		const { rows } = await sql
			.raw<{ value: string }>(query.replaceAll('$other', `'${partnershipId}'`))
			.execute(db);
		if (!rows[0]) throw new Error(`the other partnership has no ${query}`);
		return rows[0].value;
	};
	const idIn = (table: string, where = 'true') =>
		one(`select id as value from ${table} where partnership_id = $other and ${where} limit 1`);
	const meetingId = await idIn('meeting');
	const itemId = await idIn('agenda_item', 'number = 6');
	const pollId = await idIn('poll');
	// The demo may bring no amendment: then the id is one of its motions, which names none either.
	const recoveryId = '00000000-0000-4000-8000-00000000000a';
	await sql`insert into recovery (partnership_id, id, person_id, by_hand, asked_by_person_id, expires_at)
		select p.partnership_id, ${recoveryId}, p.id, false, c.id, clock_timestamp() + interval '3 days'
		from person p join person c on c.partnership_id = p.partnership_id and c.code = 'p01'
		where p.partnership_id = ${partnershipId} and p.code = 'p03'`.execute(db);
	const questionId = '00000000-0000-4000-8000-00000000000b';
	await sql`insert into question (partnership_id, id, kind, body_id, meeting_id, item_id, state, asked, prepared_by_person_id, prepared_at)
		select m.partnership_id, ${questionId}, 'question', m.body_id, m.id, ${itemId}, 'draft',
			'{"title":{"en":"Which?"},"text":{},"options":[{"id":"o1","title":{"en":"This"}},{"id":"o2","title":{"en":"That"}}],"method":"one","seats":1,"limits":{"min":1,"max":1,"lowest":1,"highest":1,"dots":null}}',
			p.id, clock_timestamp()
		from meeting m join person p on p.partnership_id = m.partnership_id and p.code = 'p01'
		where m.partnership_id = ${partnershipId} and m.id = ${meetingId}`.execute(db);
	const amendmentId = await one(
		'select id as value from (select id, 1 as n from amendment where partnership_id = $other union all select id, 2 from motion where partnership_id = $other) as either order by n limit 1',
	);
	const personId = await idIn('person', "code = 'p02'");
	const exemptItems = await sql<{ item_id: string }>`
		select item_id from exempt_item where partnership_id = ${partnershipId}`.execute(db);
	const rooms = await db
		.selectFrom('room')
		.select(['kind', 'id'])
		.where('partnership_id', '=', partnershipId)
		.execute();
	return {
		params: {
			partnership: otherSlug,
			meeting: await one('select slug as value from meeting where partnership_id = $other'),
			poll: pollId,
			question: questionId,
			motion: await one('select code as value from motion where partnership_id = $other limit 1'),
			code: 'ABCDEF',
			// There is none in the demo: the id of something else names none either.
			draft: meetingId,
			decision: '2026-1',
			election: await one(
				"select replace(number, '/', '-') as value from election where partnership_id = $other limit 1",
			),
			written: await one(
				"select replace(number, '/', '-') as value from written_procedure where partnership_id = $other limit 1",
			),
			action: await one('select number as value from action where partnership_id = $other limit 1'),
			version: '1',
			section: '7',
			body: 'board',
			organisation: await one(
				'select code as value from organisation where partnership_id = $other limit 1',
			),
			person: 'p02',
			key: 'clerk',
			token: 'x'.repeat(43),
		},
		fields: {
			meetingId,
			itemId,
			decisionId: meetingId,
			interestId: meetingId,
			actionId: await idIn('action'),
			seenItemId: itemId,
			motionId: await idIn('motion'),
			amendmentId,
			parentId: amendmentId,
			pollId,
			electionId: await idIn('election'),
			procedureId: await idIn('written_procedure'),
			voteId: await idIn('written_procedure'),
			questionId,
			personId,
			personIds: personId,
			principalId: await idIn('person', "code = 'p03'"),
			holderId: personId,
			proxyId: meetingId,
			deputyPersonId: await idIn('person', "code = 'p19'"),
			tellerId: personId,
			secondTellerId: await idIn('person', "code = 'p03'"),
			speakerId: personId,
			recoveryId,
			organisationId: await idIn('organisation'),
			sectorId: await idIn('sector'),
			bodyId: await idIn('body'),
			intoId: await idIn('body', "type <> 'board'"),
			seatIds: await idIn('seat'),
			termId: await idIn('body_role', "role = 'secretariat'"),
			seatId: await idIn('seat'),
		},
		rooms: [
			...rooms.map(({ kind, id }) => `${kind}:${id}`),
			`live:${meetingId}`,
			`gallery:${meetingId}`,
			...exemptItems.rows.map(({ item_id }) => `exempt-live:${item_id}`),
		],
	};
}

/** What else forms ask for, so that an act is not refused for a missing word before it looks at the id. */
export const words: Readonly<Record<string, string>> = {
	mode: 'in_person',
	choice: 'for',
	pin: '000000',
	turn: '00000000-0000-4000-8000-000000000002',
	pass: 'x'.repeat(32),
	castingVote: 'for',
	interest: 'financial',
	objection: 'No.',
	option: 'o1',
	method: 'one',
	title_en: 'Which?',
	options_en: 'This\nThat',
	opensAt: '23:59',
	voidReason: 'For nothing.',
	channel: 'spoken',
	state: 'review',
	seat: 'own',
	key: '00000000-0000-4000-8000-000000000001',
	shownHash: '0'.repeat(64),
	kind: 'body_role',
	role: 'secretariat',
	name: 'Mallory',
	name_en: 'Mallory',
	email: 'mallory@example.org',
	colour: '',
	seats: '1',
	starts_on: '',
	ends_on: '',
	return_to: '/',
};

/** Every field that a form of the pages is read for, from the source of the routes. */
export function fieldsRead(): string[] {
	const sources = globSync('src/routes/**/*.ts').map((file) => readFileSync(file, 'utf8'));
	const found = sources.flatMap((source) => [
		...source.matchAll(/\.get(?:All)?\('(\w+)'\)|\bform, '(\w+)'/g),
	]);
	return [...new Set(found.map(([, got, asked]) => (got ?? asked) as string))].sort();
}

/** One hash over every row of a partnership, by table; what an outsider's tries must leave as it was. The counters of the screens move by themselves. */
export async function rowsOf(db: Database, slug: string): Promise<Record<string, string>> {
	const { rows: tables } = await sql<{ name: string }>`
		select table_name as name from information_schema.columns
		where table_schema = 'public' and column_name = 'partnership_id'
			and table_name <> 'live_topic' order by 1`.execute(db);
	const hashes: Record<string, string> = {};
	for (const { name } of tables) {
		const { rows } = await sql<{ hash: string }>`
			select coalesce(md5(string_agg(line, '|' order by line)), '') as hash from (
				select t::text as line from ${sql.table(name)} t
				join partnership p on p.id = t.partnership_id where p.slug = ${slug}) as lines`.execute(db);
		hashes[name] = rows[0]?.hash ?? '';
	}
	return hashes;
}
