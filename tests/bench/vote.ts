// npm run bench:vote -- --voters 2000: one server process on a Postgres of this run's own; every voter sends the form of their
// ballot, as a browser does, at a moment of their own within --seconds, and again with the same key until it is answered. Twice:
// undisturbed, and with a SIGKILL in the middle. Then every ballot in the store is held against what was acknowledged. Table on
// stderr, JSON on stdout; 1 when a promise is broken.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { sql } from 'kysely';
import { createSession } from '#server/accounts/session.ts';
import { createApp } from '#server/app.ts';
import { openPoll } from '#server/decisions/commands.ts';
import { systemClock } from '#server/platform/clock.ts';
import { readConfig } from '#server/platform/config.ts';
import { connect } from '#server/platform/db.ts';
import { systemIds } from '#server/platform/ids.ts';
import { createLog } from '#server/platform/log.ts';
import { migrate } from '#server/platform/migrate.ts';
import { transact } from '#server/platform/tx.ts';
import { freePort } from '../pages/support/free-port.ts';
import { startServer } from '../pages/support/process.ts';
import { inSession } from '../server/decisions/in-session.ts';
import { machine } from './support/machine.ts';
import { startPostgres } from './support/postgres.ts';
import { printTable } from './support/print.ts';

const { values } = parseArgs({
	options: {
		voters: { type: 'string', default: '2000' },
		seconds: { type: 'string', default: '8' },
	},
});
const count = Number(values.voters);
const spread = Number(values.seconds) * 1000;

interface Voter {
	readonly seatId: string;
	readonly cookie: string;
	readonly choice: 'for' | 'against' | 'abstain';
}

interface Run {
	readonly kill: boolean;
	readonly acknowledged: number;
	readonly stored: number;
	readonly lost: number;
	readonly otherwise: number;
	readonly twice: number;
	readonly p50Ms: number;
	readonly p95Ms: number;
	readonly worstMs: number;
	readonly seconds: number;
	readonly kept: boolean;
}

const postgres = await startPostgres();
const folder = mkdtempSync(path.join(tmpdir(), 'moothall-vote-'));
let kept: boolean;
try {
	const runs: Run[] = [];
	for (const kill of [false, true]) runs.push(await run(kill));
	kept = runs.every((each) => each.kept);
	printTable(
		[
			'run',
			'acknowledged',
			'lost',
			'otherwise',
			'twice',
			'p50, p95, worst (ms)',
			'all in (s)',
			'kept',
		],
		runs.map((each) => [
			each.kill ? 'SIGKILL in the middle' : 'undisturbed',
			`${each.acknowledged} of ${count}`,
			String(each.lost),
			String(each.otherwise),
			String(each.twice),
			[each.p50Ms, each.p95Ms, each.worstMs].map(Math.round).join(', '),
			each.seconds.toFixed(1),
			each.kept ? 'yes' : 'NO',
		]),
	);
	console.log(
		JSON.stringify({ where: machine(), postgres: postgres.version, voters: count, runs, kept }),
	);
} finally {
	await postgres.destroy();
	rmSync(folder, { recursive: true, force: true });
}
process.exit(kept ? 0 : 1);

async function run(kill: boolean): Promise<Run> {
	const url = await postgres.database(kill ? 'killed' : 'undisturbed');
	const { pollId, slug, meeting, voters } = await prepare(url);
	const origin = `http://localhost:${await freePort()}`;
	const env = {
		DATABASE_URL: url,
		DATA_DIR: folder,
		ORIGIN: origin,
		PORT: new URL(origin).port,
		SECRET: 'for measuring only, never elsewhere, never',
	};
	const server = await startServer(env);
	const agent = new http.Agent({ keepAlive: true, maxSockets: 200 });
	const address = `${server.base}/${slug}/meetings/${meeting}/follow/vote/check?from=follow&poll=${pollId}`;
	// As it would have been before anybody votes.
	for (const { cookie } of voters.slice(0, 50)) await get(agent, `${server.base}/${slug}`, cookie);

	const times: number[] = [];
	const begun = performance.now();
	const killing = kill
		? wait(spread / 2).then(async () => {
				await server.kill();
				await server.restart();
			})
		: Promise.resolve();
	await Promise.all(
		voters.map(async (voter, at) => {
			await wait((spread * at) / voters.length);
			const sent = performance.now();
			const key = randomUUID();
			for (;;) {
				const status = await send(agent, address, origin, voter, pollId, key).catch(() => 0);
				if (status === 303) break;
				if (status !== 0 && status < 500) throw new Error(`a ballot was answered ${status}`);
				if (performance.now() - sent > 60_000) return;
				await wait(100);
			}
			times.push(performance.now() - sent);
		}),
	);
	const seconds = (performance.now() - begun) / 1000;
	await killing;
	agent.destroy();
	await server.stop();

	const connection = await connect({ url, dataDir: '' });
	const stored = new Map(
		(
			await connection.db
				.selectFrom('ballot')
				.select(['seat_id', 'choice', 'revision'])
				.where('poll_id', '=', pollId)
				.execute()
		).map((row) => [row.seat_id, row]),
	);
	const revisions = await connection.db
		.selectFrom('ballot_revision')
		.select('seat_id')
		.where('poll_id', '=', pollId)
		.execute();
	await connection.db.destroy();
	times.sort((a, b) => a - b);
	const at = (share: number) =>
		times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
	const lost = voters.filter(({ seatId }) => !stored.has(seatId)).length;
	const otherwise = voters.filter(
		({ seatId, choice }) => (stored.get(seatId)?.choice ?? choice) !== choice,
	).length;
	const twice = revisions.length - stored.size;
	const safe = times.length === count && lost === 0 && otherwise === 0 && twice === 0;
	return {
		kill,
		acknowledged: times.length,
		stored: stored.size,
		lost,
		otherwise,
		twice,
		p50Ms: at(0.5),
		p95Ms: at(0.95),
		worstMs: at(1),
		seconds,
		kept: safe && (kill || (at(0.95) < 500 && seconds < 10)),
	};
}

/** The demo's board in session with so many more seats, all there and signed in, and a vote open. */
async function prepare(url: string): Promise<{
	pollId: string;
	slug: string;
	meeting: string;
	voters: Voter[];
}> {
	const connection = await connect({ url, dataDir: '' });
	await migrate(connection.db);
	const config = readConfig({ LOG_LEVEL: 'silent' });
	const app = createApp({
		connection,
		config,
		clock: systemClock,
		ids: systemIds,
		log: createLog(config.logLevel),
	});
	const h = await inSession({
		app,
		async close() {
			await app.close();
			await connection.db.destroy();
		},
	});
	const motionId = await h.fresh();
	const of = { p: h.partnershipId, m: h.meetingId };
	const board = await app.db
		.selectFrom('meeting')
		.select(['body_id', 'slug'])
		.where('id', '=', of.m)
		.executeTakeFirstOrThrow();
	const people = Array.from({ length: count }, () => ({
		account: randomUUID(),
		person: randomUUID(),
		seat: randomUUID(),
	}));
	const list = JSON.stringify(people);
	const rows = sql`jsonb_to_recordset(${list}::jsonb) as x(account uuid, person uuid, seat uuid)`;
	const add = (statement: ReturnType<typeof sql>) => statement.execute(app.db);
	await add(
		sql`insert into account (id, email) select account, account::text || '@bench.example' from ${rows}`,
	);
	await add(sql`insert into person (partnership_id, id, code, name, job, organisation_id, account_id, position)
		select ${of.p}::uuid, person, person::text, 'Voter', '{}', (select organisation_id from seat where partnership_id = ${of.p}::uuid and organisation_id is not null limit 1), account,
			1000 + row_number() over () from ${rows}`);
	await add(sql`insert into seat (partnership_id, id, body_id, organisation_id, voting, position)
		select ${of.p}::uuid, seat, ${board.body_id}::uuid, (select organisation_id from seat where partnership_id = ${of.p}::uuid and organisation_id is not null limit 1), true,
			1000 + row_number() over () from ${rows}`);
	await add(sql`insert into seat_term (partnership_id, id, seat_id, person_id, starts_on)
		select ${of.p}::uuid, gen_random_uuid(), seat, person, '2026-01-01' from ${rows}`);
	await add(sql`insert into attendance (partnership_id, id, meeting_id, person_id, seat_id, mode, arrived_at, recorded_by_person_id)
		select ${of.p}::uuid, gen_random_uuid(), ${of.m}::uuid, person, seat, 'remote', now(), person from ${rows}`);
	const voters: Voter[] = [];
	for (let from = 0; from < people.length; from += 200)
		await transact(app, async (tx) => {
			for (const { account, seat } of people.slice(from, from + 200)) {
				const { cookie } = await createSession(tx, { ...config, origin: undefined }, account);
				voters.push({
					seatId: seat,
					cookie: `${cookie.name}=${cookie.value}`,
					choice: (['for', 'against', 'abstain'] as const)[voters.length % 3] ?? 'for',
				});
			}
		});
	const { pollId } = await openPoll(app, h.actor('p01'), { meetingId: of.m, motionId });
	const partnership = await app.db
		.selectFrom('partnership')
		.select('slug')
		.where('id', '=', of.p)
		.executeTakeFirstOrThrow();
	// As autovacuum would have done long before the meeting.
	await add(sql`analyze`);
	await h.close();
	return { pollId, slug: partnership.slug, meeting: board.slug, voters };
}

function get(agent: http.Agent, url: string, cookie: string): Promise<number> {
	return ask(agent, url, { method: 'GET', headers: { cookie } });
}

function send(
	agent: http.Agent,
	url: string,
	origin: string,
	voter: Voter,
	pollId: string,
	key: string,
): Promise<number> {
	const body = new URLSearchParams({ pollId, seatId: voter.seatId, choice: voter.choice, key });
	return ask(
		agent,
		url,
		{
			method: 'POST',
			headers: {
				cookie: voter.cookie,
				origin,
				accept: 'text/html',
				'content-type': 'application/x-www-form-urlencoded',
			},
		},
		body.toString(),
	);
}

function ask(
	agent: http.Agent,
	url: string,
	options: http.RequestOptions,
	body?: string,
): Promise<number> {
	return new Promise((resolve, reject) => {
		const request = http.request(url, { ...options, agent }, (response) => {
			response.resume();
			response.once('end', () => resolve(response.statusCode ?? 0));
			response.once('error', reject);
		});
		request.once('error', reject);
		request.end(body);
	});
}
