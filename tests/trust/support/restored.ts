import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import { sql } from 'kysely';
import { summaryOf } from '#server/admin/backup.ts';
import { loadDemo } from '#server/demo/load.ts';
import type { App } from '#server/app.ts';
import { hashOf } from '#server/meetings/agenda-commands.ts';
import { newOrganisation } from '#server/partnerships/manage-organisations.ts';
import { newPerson } from '#server/partnerships/manage-people.ts';
import { verifyAudit } from '#server/platform/audit.ts';
import { reading } from '#server/platform/tx.ts';
import { seed } from '../../bench/support/seed.ts';
import { Typist } from './typist.ts';
import { came } from './wait.ts';

/** What is certain to be in a backup that begins now, and what went on while it was written. */
export interface BackedUp {
	readonly backupMs: number;
	/** Edits and commands acknowledged before the backup began, and until it was done. */
	readonly edits: number;
	readonly editsMeanwhile: number;
	readonly commands: number;
	readonly commandsMeanwhile: number;
	/** For each writer the state that must be found: checks a document for edits that are not in it. */
	readonly writers: readonly {
		readonly room: string;
		readonly lost: (app: App) => Promise<number>;
	}[];
}

/** Loads the demo, lets people type and a clerk act, and takes a backup in the midst of it. */
export async function backUpUnderLoad(
	app: App,
	backUp: () => Promise<unknown>,
	load: { readonly typists: number; readonly warmUpMs: number },
): Promise<BackedUp> {
	await loadDemo(app);
	const { rooms, cookies } = await seed(app, { rooms: 3, people: load.typists });
	const server = http.createServer();
	const sockets = app.relay.attach(server);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const address = { port, dialect: 'plain', prefix: '/sync/' } as const;
	const typists = cookies.map((cookie, at) => {
		const room = rooms[at % rooms.length] as string;
		return { room, typist: new Typist({ address, room, cookie, name: `typist${at}` }) };
	});
	if (!(await came(() => typists.every(({ typist }) => typist.inside), 30_000)))
		throw new Error('not everybody came in');
	for (const { typist } of typists) typist.type(40);
	const clerk = await clerkOf(app);
	let commands = 0;
	let acting = true;
	const acts = (async () => {
		while (acting) {
			commands += await clerk(commands);
			await wait(5);
		}
	})();
	const saved = () => typists.reduce((sum, { typist }) => sum + typist.saved, 0);
	await came(() => saved() > 5 * load.typists && commands > 5, 30_000);
	await wait(load.warmUpMs);

	const before = { edits: saved(), commands };
	const must = typists.map(({ room, typist }) => ({ room, typist, saved: typist.saved }));
	const began = performance.now();
	await backUp();
	const backupMs = Math.round(performance.now() - began);
	const editsMeanwhile = saved() - before.edits;
	const commandsMeanwhile = commands - before.commands;
	acting = false;
	await acts;
	for (const { typist } of typists) typist.vanish();
	await sockets.close();
	await new Promise((resolve) => server.close(resolve));
	return {
		backupMs,
		...before,
		editsMeanwhile,
		commandsMeanwhile,
		writers: must.map(({ room, typist, saved }) => ({
			room,
			lost: async (restored) => {
				typist.saved = saved;
				const id = room.split(':')[1] as string;
				return typist.lostFrom(await reading(restored, (tx) => restored.relay.read(tx, id)));
			},
		})),
	};
}

/** What the demo's clerk does again and again; counts the commands. */
async function clerkOf(app: App): Promise<(n: number) => Promise<number>> {
	const person = await app.db
		.selectFrom('person')
		.select(['id', 'account_id', 'partnership_id'])
		.where('code', '=', 'p21')
		.where('account_id', 'is not', null)
		.executeTakeFirstOrThrow();
	const sector = await app.db
		.selectFrom('sector')
		.select('id')
		.where('partnership_id', '=', person.partnership_id)
		.executeTakeFirstOrThrow();
	const actor = {
		accountId: person.account_id as string,
		personId: person.id,
		partnershipId: person.partnership_id,
	};
	return async (n) => {
		const organisationId = await newOrganisation(app, actor, {
			name: { en: `Acted ${n}` },
			sectorId: sector.id,
			seats: 1,
		});
		await newPerson(app, actor, {
			name: `Actor ${n}`,
			job: {},
			organisationId,
			email: '',
			seatId: '',
			startsOn: '',
		});
		return 2;
	};
}

export interface Compared {
	readonly tables: number;
	readonly rows: number;
	/** Tables whose count of rows in the file is not the count in the store. */
	readonly rowsDiffer: readonly string[];
	/** Tables of which a row is not, to the letter, what the file holds. */
	readonly hashesDiffer: readonly string[];
	readonly auditWhole: boolean;
	readonly auditRows: number;
	/** Frozen agendas and snapshots of drafts whose own hash is not that of their content, and how many were looked at. */
	readonly hashesWrong: number;
	readonly hashesChecked: number;
	/** Edits that had been acknowledged before the backup began and are not in the restored drafts. */
	readonly editsLost: number;
}

/** Holds a restored store against the file it came from, by counts, hashes, seals and drafts. */
export async function compare(app: App, file: string, backed: BackedUp): Promise<Compared> {
	const inFile = await tablesIn(file);
	const inStore = await summaryOf(app);
	const rowsDiffer: string[] = [];
	const hashesDiffer: string[] = [];
	let rows = 0;
	for (const [table, lines] of inFile) {
		rows += lines.length;
		const { rows: counted } = await sql<{ n: number }>`
			select count(*)::int as n from ${sql.table(table)}`.execute(app.db);
		if (counted[0]?.n !== lines.length) rowsDiffer.push(table);
		const whole = createHash('sha256');
		const hashes = lines.map((line) => createHash('sha256').update(line).digest('base64'));
		for (const hash of hashes.sort()) whole.update(hash);
		if (inStore[table]?.sha256 !== whole.digest('hex')) hashesDiffer.push(table);
	}
	const audit = await reading(app, (tx) => verifyAudit(tx));
	const frozen = [
		...(await app.db.selectFrom('agenda_version').select(['content', 'hash']).execute()),
		...(await app.db.selectFrom('exempt_item_version').select(['content', 'hash']).execute()),
	].map(({ content, hash }) => hashOf(content) === hash);
	const snapshots = (
		await app.db.selectFrom('room_snapshot').select(['bytes', 'sha256']).execute()
	).map(({ bytes, sha256 }) => createHash('sha256').update(bytes).digest().equals(sha256));
	let editsLost = 0;
	for (const { lost } of backed.writers) editsLost += await lost(app);
	return {
		tables: inFile.size,
		rows,
		rowsDiffer,
		hashesDiffer,
		auditWhole: audit.whole,
		auditRows: audit.whole ? audit.rows : 0,
		hashesWrong: [...frozen, ...snapshots].filter((right) => !right).length,
		hashesChecked: frozen.length + snapshots.length,
		editsLost,
	};
}

/** Whether a restored store is the one that was backed up. Nothing typed and nothing done would prove nothing. */
export const isWhole = (found: Compared, backed: BackedUp): boolean =>
	found.rowsDiffer.length === 0 &&
	found.hashesDiffer.length === 0 &&
	found.auditWhole &&
	found.hashesWrong === 0 &&
	found.hashesChecked > 0 &&
	found.editsLost === 0 &&
	found.rows > 300 &&
	backed.edits > 0 &&
	backed.commands > 0;

/** The lines of a backup by table, read here and not by the code that restores. */
async function tablesIn(file: string): Promise<Map<string, string[]>> {
	const tables = new Map<string, string[]>();
	let lines: string[] | undefined;
	const input = createReadStream(file).pipe(createGunzip());
	for await (const line of createInterface({ input, crlfDelay: Infinity })) {
		const name = /^\{"table":"([a-z_]+)"\}$/.exec(line)?.[1];
		if (name) tables.set(name, (lines = []));
		else if (!line.startsWith('{"tables":')) lines?.push(line);
	}
	return tables;
}
