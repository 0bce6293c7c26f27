import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { sql } from 'kysely';
import { openSecretPolls } from '../decisions/poll-store.ts';
import { openSecretQuestions } from '../decisions/question-store.ts';
import { openSecretProcedures } from '../decisions/written-store.ts';
import { ensureUrn } from '../decisions/urn-store.ts';
import { ConfigError } from '../platform/config.ts';
import { reading, transact, type Reading, type Services, type Tx } from '../platform/tx.ts';

// A backup is one gzip file of lines, the same for both engines: a head, every row as the database writes it as JSON, and
// a foot with the count and hash of every table. Sessions and open sign-ins stay out: whoever finds a backup comes in nowhere.

const leftOut = new Set(['session', 'sign_in_link', 'half_sign_in', 'rate_limit']);
/** Tables with a partition for each open secret poll. */
const urns = new Set(['urn', 'roll_tick']);
const batch = 500;

interface Summary {
	readonly rows: number;
	/** Over the sorted hashes of the table's rows. */
	readonly sha256: string;
}
type Tables = Record<string, Summary>;

/** The tables in an order in which each one's references are there before it. */
async function tablesInOrder(tx: Reading): Promise<string[]> {
	const { rows: names } = await sql<{ name: string }>`
		select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where n.nspname = current_schema() and c.relkind in ('r', 'p') and not c.relispartition
			and c.relname not like 'kysely%' order by 1`.execute(tx.db);
	const { rows: references } = await sql<{ from: string; to: string }>`
		select distinct a.relname as "from", b.relname as "to" from pg_constraint c
		join pg_class a on a.oid = c.conrelid join pg_class b on b.oid = c.confrelid
		where c.contype = 'f' and a.oid <> b.oid`.execute(tx.db);
	const left = new Set(names.map(({ name }) => name));
	const order: string[] = [];
	while (left.size > 0) {
		const free = [...left].filter(
			(name) => !references.some(({ from, to }) => from === name && left.has(to)),
		);
		if (free.length === 0) throw new Error(`tables refer to each other: ${[...left].join(', ')}`);
		for (const name of free) left.delete(name);
		order.push(...free);
	}
	return order.filter((name) => !leftOut.has(name));
}

async function migrationsOf(tx: Reading): Promise<string[]> {
	const { rows } = await sql<{
		name: string;
	}>`select name from kysely_migration order by name`.execute(tx.db);
	return rows.map(({ name }) => name);
}

/** Every row of a table as JSON text, some hundred at a time. */
async function* linesOf(tx: Reading, table: string): AsyncGenerator<string[]> {
	await sql
		.raw(
			// In an order of its own: that in which ballots and ticks came would say whose is which.
			`declare backup_rows no scroll cursor for select to_jsonb(t)::text as line from ${table} t ${urns.has(table) ? 'order by 1' : ''}`,
		)
		.execute(tx.db);
	for (;;) {
		const { rows } = await sql
			.raw<{ line: string }>(`fetch ${batch} from backup_rows`)
			.execute(tx.db);
		if (rows.length > 0) yield rows.map(({ line }) => line);
		if (rows.length < batch) break;
	}
	await sql.raw('close backup_rows').execute(tx.db);
}

class Tally {
	readonly #hashes: string[] = [];

	add(line: string): void {
		this.#hashes.push(createHash('sha256').update(line).digest('base64'));
	}

	summary(): Summary {
		const whole = createHash('sha256');
		for (const hash of this.#hashes.sort()) whole.update(hash);
		return { rows: this.#hashes.length, sha256: whole.digest('hex') };
	}
}

/** Counts and hashes of what the store holds now. */
export async function summaryOf(services: Pick<Services, 'db'>): Promise<Tables> {
	return reading(services, async (tx) => {
		const tables: Tables = {};
		for (const table of await tablesInOrder(tx)) {
			const tally = new Tally();
			for await (const lines of linesOf(tx, table)) for (const line of lines) tally.add(line);
			tables[table] = tally.summary();
		}
		return tables;
	});
}

/** Writes one consistent picture of the store into a file, while it is served or not. */
export async function backUp(services: Pick<Services, 'db'>, file: string): Promise<Tables> {
	return reading(services, async (tx) => {
		const tables: Tables = {};
		async function* all(): AsyncGenerator<string> {
			yield `${JSON.stringify({ moothall: 1, migrations: await migrationsOf(tx) })}\n`;
			for (const table of await tablesInOrder(tx)) {
				const tally = new Tally();
				yield `${JSON.stringify({ table })}\n`;
				for await (const lines of linesOf(tx, table)) {
					for (const line of lines) tally.add(line);
					yield `${lines.join('\n')}\n`;
				}
				tables[table] = tally.summary();
			}
			yield `${JSON.stringify({ tables })}\n`;
		}
		await pipeline(Readable.from(all()), createGzip(), createWriteStream(file, { mode: 0o600 }));
		return tables;
	});
}

/**
 * Reads a backup into an empty store of the same version and compares it with the backup's own counts and hashes; in one
 * transaction, so that a broken file leaves the store empty. A dry run reads and compares the file alone.
 * Throws ConfigError for a file that is no backup, cut short, changed, or of another version, and for a store in use.
 */
export async function restore(
	services: Services,
	file: string,
	options: { readonly dryRun: boolean },
): Promise<Tables> {
	return transact(services, async (tx) => {
		const { rows } = await sql<{
			used: boolean;
		}>`select exists (select from account) or exists (select from partnership) as used`.execute(
			tx.db,
		);
		if (rows[0]?.used && !options.dryRun)
			throw new ConfigError(
				'This store is not empty. Restore into a new database. Nothing was done.',
			);
		if (!options.dryRun) await sealing(tx, false);
		const found: Tables = {};
		let told: Tables | undefined;
		let table: string | undefined;
		let tally = new Tally();
		let waiting: string[] = [];
		let first = true;
		const write = async () => {
			if (table && waiting.length > 0 && !options.dryRun) await insert(tx, table, waiting);
			waiting = [];
		};
		const finish = async () => {
			await write();
			if (table) found[table] = tally.summary();
			tally = new Tally();
		};
		for await (const line of readLines(file)) {
			if (first) {
				const { moothall, migrations } = headOf(line);
				const own = await migrationsOf(tx);
				if (moothall !== 1 || JSON.stringify(migrations) !== JSON.stringify(own))
					throw new ConfigError(
						'This backup is of another version of Moothall. Restore it with that version, then upgrade.',
					);
				first = false;
				continue;
			}
			const mark = /^\{"(table|tables)":/.exec(line);
			if (mark?.[1] === 'tables') {
				await finish();
				told = footOf(line);
			} else if (mark && /^\{"table":"[a-z_]+"\}$/.test(line)) {
				await finish();
				({ table } = JSON.parse(line) as { table: string });
			} else {
				tally.add(line);
				waiting.push(line);
				// A table may refer to its own rows: those go in with one statement.
				if (waiting.length >= batch && table !== 'body') await write();
			}
		}
		if (!told || JSON.stringify(told) !== JSON.stringify(found)) throw broken();
		if (!options.dryRun) {
			for (const pollId of [
				...(await openSecretPolls(tx)),
				...(await openSecretQuestions(tx)),
				...(await openSecretProcedures(tx)),
			])
				await ensureUrn(tx, pollId);
			await resume(tx);
			await sealing(tx, true);
		}
		return found;
	});
}

function headOf(line: string): { moothall?: number; migrations?: unknown } {
	try {
		return JSON.parse(line) as { moothall?: number; migrations?: unknown };
	} catch {
		throw new ConfigError('This file is no backup of Moothall.');
	}
}

const broken = (cause?: unknown) =>
	new ConfigError('This backup is cut short or was changed. Nothing was done.', { cause });

function footOf(line: string): Tables {
	try {
		return (JSON.parse(line) as { tables: Tables }).tables;
	} catch (error) {
		throw broken(error);
	}
}

async function* readLines(file: string): AsyncGenerator<string> {
	const unzipped = createReadStream(file).pipe(createGunzip());
	try {
		for await (const line of createInterface({ input: unzipped, crlfDelay: Infinity })) yield line;
	} catch (error) {
		if (error instanceof ConfigError) throw error;
		throw new ConfigError('This file can’t be read as a backup of Moothall.', { cause: error });
	}
}

async function insert(tx: Tx, table: string, lines: readonly string[]): Promise<void> {
	if (urns.has(table))
		for (const line of lines)
			await ensureUrn(tx, (JSON.parse(line) as { poll_id: string }).poll_id);
	try {
		await sql`insert into ${sql.table(table)} overriding system value
			select * from jsonb_populate_recordset(null::${sql.table(table)}, ${`[${lines.join(',')}]`}::jsonb)`.execute(
			tx.db,
		);
	} catch (error) {
		// Classes 22 and 23: no such value, or a rule of the table broken. Both mean that the file is not as it was written.
		if (/^2[23]/.test(String((error as { code?: unknown }).code))) throw broken(error);
		throw error;
	}
}

/** The seals come from the backup; rows that come in must not be sealed again. */
async function sealing(tx: Tx, on: boolean): Promise<void> {
	await sql
		.raw(`alter table audit ${on ? 'enable' : 'disable'} trigger audit_sealed`)
		.execute(tx.db);
}

/** Lets the counters of the tables go on where the backup's stood. */
async function resume(tx: Tx): Promise<void> {
	const { rows } = await sql<{ table: string; column: string }>`
		select table_name as table, column_name as column from information_schema.columns
		where table_schema = current_schema() and is_identity = 'YES' and table_name not like 'kysely%'`.execute(
		tx.db,
	);
	for (const { table, column } of rows)
		await sql`select setval(pg_get_serial_sequence(${table}, ${column}),
			greatest(1, (select coalesce(max(${sql.ref(column)}), 0) from ${sql.table(table)})),
			exists (select from ${sql.table(table)}))`.execute(tx.db);
}
