// npm run trust:urn -- --polls 5: secret votes, on motions and on questions with options in turn, on a Postgres of this
// run's own, then every attack we know on what they leave: the queries of a database's owner (xmin, order), strings over
// the data directory, pg_waldump and the bytes of the write-ahead log. While a vote is open they link every voter, which
// shows that they work; after closing they must link none, the key being gone. --keep-key plants the fault (a disk copied
// while the key was on it), which they must find. Then the verifier: it takes the bundle, and none with any one ballot
// changed, added or dropped. Table on stderr, JSON on stdout; 1 when not kept.
// Over 400 lines: the attacks are read side by side, each with what it found while the vote was open.
import { execFileSync, spawnSync } from 'node:child_process';
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { globSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { sql } from 'kysely';
import { choices } from '#domain/decisions/ballot.ts';
import type { Answer } from '#domain/decisions/answer.ts';
import { isRanked, questionMethods } from '#domain/decisions/question.ts';
import { answerPaper, answerWords } from '#domain/decisions/sealed-answer.ts';
import {
	codeFrom,
	motionPaper,
	plaintext,
	readPlaintext,
	type Paper,
} from '#domain/decisions/sealed.ts';
import type { UrnRecord } from '#domain/decisions/shown.ts';
import { createApp } from '#server/app.ts';
import { castSecretBallot, closePoll, openPoll, showResult } from '#server/decisions/commands.ts';
import {
	castSecretAnswer,
	closeQuestion,
	openQuestion,
	prepareQuestion,
	showQuestion,
} from '#server/decisions/question-commands.ts';
import {
	questionForVoter,
	questionPapers,
	questionView,
} from '#server/decisions/question-views.ts';
import { resultView } from '#server/decisions/result-view.ts';
import { seal, unseal } from '#server/decisions/urn-keys.ts';
import { pollForVoter } from '#server/decisions/views.ts';
import { systemClock } from '#server/platform/clock.ts';
import { readConfig } from '#server/platform/config.ts';
import { connect } from '#server/platform/db.ts';
import { systemIds } from '#server/platform/ids.ts';
import { createLog } from '#server/platform/log.ts';
import { migrate } from '#server/platform/migrate.ts';
import { machine } from '../bench/support/machine.ts';
import { query, startPostgres } from '../bench/support/postgres.ts';
import { printTable } from '../bench/support/print.ts';
import { inSession, voters } from '../server/decisions/in-session.ts';

const { values } = parseArgs({
	options: {
		polls: { type: 'string', default: '5' },
		'keep-key': { type: 'boolean', default: false },
	},
});

/** The paper of each vote, by its id. */
const papers = new Map<string, Paper>();

interface Voter {
	readonly seatId: string;
	readonly code: string;
	readonly choice: string;
	readonly ciphertext: string;
}

const polls = Number(values.polls);
const postgres = await startPostgres();
const urnDir = mkdtempSync(path.join(tmpdir(), 'moothall-urn-'));
const copied = mkdtempSync(path.join(tmpdir(), 'moothall-copied-'));
let kept: boolean;
try {
	const url = await postgres.database('urn');
	const connection = await connect({ url, dataDir: '' });
	await migrate(connection.db);
	const app = createApp({
		connection,
		config: readConfig({ LOG_LEVEL: 'silent', URN_DIR: urnDir }),
		clock: systemClock,
		ids: systemIds,
		log: createLog('silent'),
	});
	const h = await inSession({
		app,
		async close() {
			await app.close();
			await connection.db.destroy();
		},
	});
	await sql`update constitution set rules = jsonb_set(rules, '{ballot}', '"secret"')`.execute(
		app.db,
	);

	const found = {
		xminOpen: 0,
		xmin: 0,
		order: 0,
		rows: 0,
		strings: 0,
		keys: 0,
		walPairs: 0,
		wal: 0,
	};
	let voted = 0;
	let verified = 0;
	let refusedBundles = 0;
	let wrongBundles = 0;
	const everybody: Voter[] = [];
	const relations = new Map<string, 'urn' | 'tick'>();
	for (let poll = 0; poll < polls; poll++) {
		const vote = poll % 2 === 0 ? await onMotion() : await onQuestion(poll);
		papers.set(vote.pollId, vote.paper);
		const cast = voters.map(async (code): Promise<Voter> => {
			const seatId = h.seat(code);
			const choice = vote.said();
			const mine = codeFrom(crypto.getRandomValues(new Uint8Array(24)));
			const bytes = plaintext(vote.pollId, { code: mine, choice }, vote.paper);
			const ciphertext = Buffer.from(seal(vote.publicKey, bytes)).toString('base64');
			await vote.cast(code, seatId, ciphertext);
			return { seatId, code: mine, choice, ciphertext };
		});
		const electors = await Promise.all(cast);
		voted += electors.length;
		everybody.push(...electors);
		found.xminOpen += await byXmin(electors);
		const { rows } = await sql<{ node: string; name: string }>`
			select pg_relation_filenode(oid)::text as node, relname as name from pg_class
			where relkind = 'r' and (relname like 'urn\_%' or relname like 'roll\_tick\_%')
				and relispartition`.execute(app.db);
		for (const { node, name } of rows) relations.set(node, name.startsWith('urn') ? 'urn' : 'tick');
		if (values['keep-key'])
			for (const name of readdirSync(urnDir))
				writeFileSync(path.join(copied, name), readFileSync(path.join(urnDir, name)));
		const view = await vote.close();
		found.xmin += await byXmin(electors);
		if (!view?.urn) throw new Error('nothing was published');
		const { leaves, tookPart } = view.urn;
		// Who took part and the ballots, each in its published order: equal places must mean nothing.
		found.order += electors.filter(
			({ seatId, code }) =>
				tookPart.indexOf(seatId) === leaves.findIndex((leaf) => leaf.startsWith(code)),
		).length;
		const bundle = {
			form: 'moothall-urn/1',
			manifest: view.manifest,
			manifestHash: view.manifestHash,
			...view.urn,
			result: view.result,
		};
		if (verify(bundle) === 0) verified++;
		for (const [at, leaf] of leaves.entries()) {
			const changed = leaf.replace(/\S+$/, (said) => vote.other(said));
			for (const wrong of [
				leaves.with(at, changed),
				leaves.toSpliced(at, 1),
				leaves.toSpliced(at, 0, leaf),
			]) {
				wrongBundles++;
				if (verify({ ...bundle, leaves: wrong }) === 1) refusedBundles++;
			}
		}
	}
	found.rows = await inOneRow(everybody);
	await sql`checkpoint`.execute(app.db);
	const data = await query(url, 'show data_directory');
	await h.close();
	// What lies on the disk is looked at when nothing writes to it any more.
	await postgres.stop();
	const keys = [...privateKeys(urnDir), ...privateKeys(copied)];
	found.keys = keys.length + markers(data);
	found.strings = inOneString(data, everybody);
	found.walPairs = walPairs(data, relations);
	found.wal = throughTheLog(data, everybody, keys);
	kept =
		found.xminOpen === voted &&
		found.xmin === 0 &&
		found.order < voted / 3 &&
		found.rows === 0 &&
		found.strings === 0 &&
		found.keys === 0 &&
		found.wal === 0 &&
		// The log does pair a tick with a sealed ballot: an attack that found none would have looked in the wrong place.
		found.walPairs >= voted &&
		verified === polls &&
		refusedBundles === wrongBundles;
	printTable(
		['attack', 'voters linked'],
		[
			['rows of one transaction (xmin), while open', `${found.xminOpen} of ${voted}`],
			['rows of one transaction (xmin), after closing', String(found.xmin)],
			['place in the published lists (chance alone: one a poll)', String(found.order)],
			['any row of any table with a seat and its code', String(found.rows)],
			['strings of the data directory with a seat and its code', String(found.strings)],
			['private keys left', String(found.keys)],
			['the log: ticks paired with a sealed ballot', `${found.walPairs} of ${voted}`],
			['the log: a choice read from them', String(found.wal)],
		],
	);
	console.log(
		JSON.stringify({
			where: machine(),
			postgres: postgres.version,
			polls,
			voted,
			...found,
			verified,
			wrongBundles,
			refusedBundles,
			keepKey: values['keep-key'],
			kept,
		}),
	);

	/** What a vote is to the attacks. */
	interface Vote {
		readonly pollId: string;
		readonly publicKey: string;
		readonly paper: Paper;
		/** What somebody happens to say, and something else. */
		said(): string;
		other(said: string): string;
		cast(code: string, seatId: string, sealed: string): Promise<unknown>;
		close(): Promise<
			{ urn: UrnRecord | null; manifest: object; manifestHash: string; result: object } | undefined
		>;
	}

	async function onMotion(): Promise<Vote> {
		const motionId = await h.fresh();
		const { pollId } = await openPoll(app, h.actor('p01'), { meetingId: h.meetingId, motionId });
		const { secret } = await pollForVoter(app, h.actor('p01'), pollId);
		return {
			pollId,
			publicKey: secret?.publicKey ?? '',
			paper: motionPaper,
			said: () => choices[Math.floor(Math.random() * choices.length)] ?? 'for',
			other: (said) => (said === 'for' ? 'against' : 'for'),
			cast: (code, seatId, sealed) =>
				castSecretBallot(app, h.actor(code), { pollId, seatId, sealed }),
			async close() {
				await closePoll(app, h.actor('p01'), { pollId });
				await showResult(app, h.actor('p01'), { pollId, castingVote: 'against' });
				return resultView(app, { partnershipId: h.partnershipId, actor: null }, pollId);
			},
		};
	}

	/** A question of one method after the other, with every option ranked or marked at random. */
	async function onQuestion(at: number): Promise<Vote> {
		await h.fresh();
		const method = questionMethods[((at - 1) / 2) % questionMethods.length] ?? 'one';
		const typed = {
			title: { en: 'Which?' },
			text: {},
			options: { en: 'Library\nHall\nCollege\nPark\nMarket' },
			method,
			seats: '',
			min: '1',
			max: '5',
			highest: '9',
			dots: '25',
		};
		const chair = h.actor('p01');
		const { questionId } = await prepareQuestion(app, chair, {
			meetingId: h.meetingId,
			itemId: h.item(8),
			typed,
		});
		await openQuestion(app, chair, { questionId });
		const own = await questionForVoter(app, chair, questionId);
		const { asked } = own.question;
		const some = () =>
			asked.options
				.map(({ id }) => ({ id, by: Math.random() }))
				.sort((a, b) => a.by - b.by)
				.slice(0, method === 'one' ? 1 : 1 + Math.floor(Math.random() * 5))
				.map(({ id }) => id);
		const most = method === 'score' || method === 'dots' ? 5 : 1;
		const answer = (): Answer =>
			isRanked(method)
				? { order: some() }
				: {
						marks: Object.fromEntries(
							some().map((id) => [id, 1 + Math.floor(Math.random() * most)]),
						),
					};
		return {
			pollId: questionId,
			publicKey: own.secret?.publicKey ?? '',
			paper: answerPaper(asked),
			said: () => answerWords(asked, answer()),
			other: (said) => (said === 'abstain' ? (isRanked(method) ? '1' : '1=1') : 'abstain'),
			cast: (code, seatId, sealed) =>
				castSecretAnswer(app, h.actor(code), { questionId, seatId, sealed }),
			async close() {
				await closeQuestion(app, chair, { questionId });
				const view = await questionView(
					app,
					{ partnershipId: h.partnershipId, actor: chair },
					questionId,
				);
				const casting = view?.desk?.choiceNeeded;
				await showQuestion(app, chair, {
					questionId,
					casting: casting?.among.slice(0, casting.places) ?? [],
				});
				return questionPapers(app, { partnershipId: h.partnershipId, actor: null }, questionId);
			},
		};
	}

	/** Ticks and ballots written by one transaction, and the ballot opened with a key that is still there. */
	async function byXmin(electors: readonly Voter[]): Promise<number> {
		const { rows } = await sql<{ seat_id: string; ciphertext: string }>`
			select t.seat_id, u.ciphertext from roll_tick t join urn u on u.xmin = t.xmin`.execute(app.db);
		const open = privateKeys(urnDir);
		return electors.filter(({ seatId, choice }) =>
			rows.some(
				(row) => row.seat_id === seatId && openedBy(open, row.ciphertext)?.choice === choice,
			),
		).length;
	}

	/** Rows that hold a seat and its voter's code; the one row of all of a poll's seats and codes is what is published. */
	async function inOneRow(electors: readonly Voter[]): Promise<number> {
		const tables = await sql<{ name: string }>`
			select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'urn_record'`.execute(
			app.db,
		);
		const linked = new Set<string>();
		for (const { name } of tables.rows) {
			const { rows } = await sql<{ row: string }>`
				select to_jsonb(t)::text as row from ${sql.table(name)} t`.execute(app.db);
			for (const { row } of rows)
				for (const { seatId, code } of electors)
					if (row.includes(code) && row.includes(seatId)) linked.add(code);
		}
		return linked.size;
	}
} finally {
	await postgres.destroy();
	rmSync(urnDir, { recursive: true, force: true });
	rmSync(copied, { recursive: true, force: true });
}
process.exit(kept ? 0 : 1);

function privateKeys(directory: string): KeyObject[] {
	return readdirSync(directory).flatMap((name) =>
		name.endsWith('.pem') ? [createPrivateKey(readFileSync(path.join(directory, name)))] : [],
	);
}

function openedBy(keys: readonly KeyObject[], ciphertext: string) {
	for (const key of keys) {
		const bytes = unseal(key, new Uint8Array(Buffer.from(ciphertext, 'base64')));
		const poll = bytes && /"poll":"([^"]+)"/.exec(new TextDecoder().decode(bytes))?.[1];
		const ballot = bytes && poll ? readPlaintext(poll, bytes, papers.get(poll)) : null;
		if (ballot) return ballot;
	}
	return null;
}

function files(data: string): string[] {
	return globSync(`${data}/{base,pg_wal,global,pg_xact}/**/*`, { withFileTypes: true }).flatMap(
		(entry) => (entry.isFile() ? [path.join(entry.parentPath, entry.name)] : []),
	);
}

/** Private keys anywhere in the database's own directory. */
function markers(data: string): number {
	return files(data).filter((file) => readFileSync(file).includes('BEGIN PRIVATE KEY')).length;
}

/** What `strings` prints of every file: lines that hold a seat and its voter's code. */
function inOneString(data: string, electors: readonly Voter[]): number {
	const linked = new Set<string>();
	for (const file of files(data)) {
		const printed = execFileSync('strings', ['-n', '8', file], {
			encoding: 'latin1',
			maxBuffer: 2 ** 30,
		});
		for (const line of printed.split('\n'))
			for (const { seatId, code } of electors)
				if (line.includes(code) && line.includes(seatId)) linked.add(code);
	}
	return linked.size;
}

/** By pg_waldump: transactions that wrote into the ticks and into the urn. */
function walPairs(data: string, relations: ReadonlyMap<string, 'urn' | 'tick'>): number {
	const segments = readdirSync(path.join(data, 'pg_wal'))
		.filter((name) => /^[0-9A-F]{24}$/.test(name))
		.sort();
	const bin = process.env['PG_BIN'] ?? globSync('/usr/lib/postgresql/*/bin').sort().at(-1) ?? '';
	const { stdout } = spawnSync(
		path.join(bin, 'pg_waldump'),
		['-p', path.join(data, 'pg_wal'), segments[0] ?? '', segments.at(-1) ?? ''],
		{ encoding: 'latin1', maxBuffer: 2 ** 30 },
	);
	const wrote = new Map<string, Set<string>>();
	for (const line of stdout.split('\n')) {
		const of = /rmgr: Heap .* tx: +(\d+),.*desc: INSERT.*rel \d+\/\d+\/(\d+)/.exec(line);
		const kind = of && relations.get(of[2] ?? '');
		if (!of?.[1] || !kind) continue;
		wrote.set(of[1], (wrote.get(of[1]) ?? new Set()).add(kind));
	}
	return [...wrote.values()].filter((kinds) => kinds.size === 2).length;
}

/** In the bytes of the log: each sealed ballot, the tick just before it, and what any key that is left makes of it. */
function throughTheLog(
	data: string,
	electors: readonly Voter[],
	keys: readonly KeyObject[],
): number {
	const linked = new Set<string>();
	for (const file of files(data).filter((each) => each.includes('/pg_wal/'))) {
		const bytes = readFileSync(file);
		for (const { seatId, code, choice, ciphertext } of electors) {
			const at = bytes.indexOf(ciphertext.slice(0, 200));
			if (at < 0) continue;
			const tick = Buffer.from(seatId.replaceAll('-', ''), 'hex');
			const near = bytes.subarray(Math.max(0, at - 20_000), at).includes(tick);
			if (near && openedBy(keys, ciphertext)?.choice === choice) linked.add(code);
		}
	}
	return linked.size;
}

function verify(bundle: object): number | null {
	const file = path.join(urnDir, 'bundle.json');
	writeFileSync(file, JSON.stringify(bundle));
	const { status } = spawnSync(process.execPath, ['static/verify-poll.js', file]);
	rmSync(file);
	return status;
}
