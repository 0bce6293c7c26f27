import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import type { Client as PgClient, Query as PgQuery } from 'pg';
import {
	Kysely,
	PGliteDialect,
	PostgresDialect,
	type CompiledQuery,
	type DatabaseConnection,
	type QueryResult,
} from 'kysely';
import type { DB } from './schema.ts';

export type Database = Kysely<DB>;

/** Set while a transaction's function runs; `open` turns false when it ends, whatever still runs in its context. */
export const openTransaction = new AsyncLocalStorage<{ open: boolean }>();

/** Type ids of Postgres. `date` columns stay "2026-12-03", and bigint counters are numbers: both engines answer alike. */
const date: number = 1082;
const bigint: number = 20;

export type Connection = { readonly db: Database; readonly engine: 'postgres' | 'pglite' };

/**
 * Opens the store: Postgres by `url`, else PGlite in `dataDir` (or in memory with 'memory://').
 * Any use of the returned `db` inside an open transaction throws: on PGlite's one connection it would wait for ever.
 */
export async function connect(options: { url?: string; dataDir: string }): Promise<Connection> {
	if (options.url) {
		const { default: pg } = await import('pg');
		pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);
		pg.types.setTypeParser(pg.types.builtins.INT8, Number);
		const pool = new pg.Pool({
			connectionString: options.url,
			max: 10,
			Client: preparing(pg.Client, pg.Query),
		});
		// A connection that dies is replaced by the pool, and who was using it is told by their next statement. Without a
		// listener it would end the process: the pool hears idle ones only, not those between two statements of somebody.
		pool.on('error', () => {});
		pool.on('connect', (client) => client.on('error', () => {}));
		return {
			db: guarded(new Kysely<DB>({ dialect: new PostgresDialect({ pool }) })),
			engine: 'postgres',
		};
	}
	const { PGlite } = await import('@electric-sql/pglite');
	const inMemory = options.dataDir.startsWith('memory://');
	const dir = inMemory ? options.dataDir : path.join(options.dataDir, 'pg');
	if (!inMemory) mkdirSync(dir, { recursive: true });
	return pgliteConnection(() => PGlite.create(dir, pgliteOptions));
}

/** A statement that has come so often is parsed and planned once a connection from then on; so many statements at most. */
const often = 10;
const mostPrepared = 500;

/** A client that names the statements which come again and again: Postgres then keeps them. Kysely has no word for that. */
function preparing(Client: typeof PgClient, Query: typeof PgQuery): typeof PgClient {
	const names = new Map<string, string>();
	let seen = new Map<string, number>();
	const nameOf = (text: string): string | undefined => {
		const name = names.get(text);
		if (name !== undefined || names.size >= mostPrepared) return name;
		const times = (seen.get(text) ?? 0) + 1;
		if (times < often) {
			// Lists of changing length make ever new texts: forgotten now and then.
			if (seen.size > 10 * mostPrepared) seen = new Map();
			seen.set(text, times);
			return undefined;
		}
		seen.delete(text);
		names.set(text, `often_${names.size + 1}`);
		return names.get(text);
	};
	const ask = Reflect.get(Client.prototype, 'query') as (...given: unknown[]) => never;
	return class extends Client {
		override query(...given: unknown[]): never {
			const [text, values] = given;
			const name =
				given.length === 2 && typeof text === 'string' && Array.isArray(values) && values.length > 0
					? nameOf(text)
					: undefined;
			if (name === undefined) return Reflect.apply(ask, this, given);
			// Made here: a name given as an option has the driver copy the options, descriptor by descriptor, every time.
			const query = Object.assign(new Query(text as string, values as unknown[]), { name });
			return new Promise((resolve, reject: (error: Error) => void) => {
				const answer = (error: Error | undefined, result: unknown) =>
					error ? reject(error) : resolve(result);
				Reflect.apply(ask, this, [query, answer]);
			}) as never;
		}
	};
}

/** How PGlite hands over what `pg` hands over by the parsers set above. */
export const pgliteOptions = { parsers: { [date]: (text: string) => text, [bigint]: Number } };

/** A connection on a PGlite opened by the caller with `pgliteOptions`; closing the connection closes it. */
export function pgliteConnection(open: () => Promise<PGlite>): Connection {
	return {
		db: guarded(new Kysely<DB>({ dialect: new PGliteDialect({ pglite: open }) })),
		engine: 'pglite',
	};
}

interface Line {
	readonly connection: DatabaseConnection;
	readonly release: () => void;
}

/**
 * Runs statements on one connection that it keeps, each a transaction of its own: for what comes many times a second,
 * where fetching a connection and putting it back costs a third of the work. A connection that fails is given up, and the
 * next statement has another. PGlite has but one, which is nobody's to keep.
 */
class Kept {
	readonly #db: Database;
	#line: Line | undefined;
	#opening: Promise<Line> | undefined;
	#ended = false;

	constructor(db: Database) {
		this.#db = db;
	}

	async run<Row>(query: CompiledQuery<Row>): Promise<QueryResult<Row>> {
		const executor = this.#db.getExecutor();
		if (!executor.adapter.supportsMultipleConnections) return executor.executeQuery(query);
		const line = this.#line ?? (await (this.#opening ??= this.#open()));
		try {
			return await line.connection.executeQuery(query);
		} catch (error) {
			if (this.#line === line) this.#giveUp();
			throw error;
		}
	}

	#open(): Promise<Line> {
		return new Promise<Line>((resolve, reject) => {
			this.#db
				.getExecutor()
				.provideConnection(
					(connection) =>
						new Promise<void>((release) => {
							const line = { connection, release };
							if (this.#ended) release();
							else this.#line = line;
							resolve(line);
						}),
				)
				.catch(reject);
		}).finally(() => (this.#opening = undefined));
	}

	#giveUp(): void {
		this.#line?.release();
		this.#line = undefined;
	}

	/** Lets go of the connection for good: the pool waits for all of them before it ends. */
	end(): void {
		this.#ended = true;
		this.#giveUp();
	}
}

function assertOutside(): void {
	if (openTransaction.getStore()?.open)
		throw new Error('db was used inside an open transaction: pass the Tx instead');
}

const keptBy = new WeakMap<Database, Kept>();

/**
 * Runs a statement, outside of any transaction, on the connection that is kept for such statements. Rejects as the
 * database does.
 */
export function runKept<Row>(db: Database, query: CompiledQuery<Row>): Promise<QueryResult<Row>> {
	assertOutside();
	const kept = keptBy.get(db);
	if (!kept) throw new Error('not a database of connect()');
	return kept.run(query);
}

/** Every way into the root database goes through a property of it; the transaction handed to `work` is another object. */
function guarded(db: Database): Database {
	const kept = new Kept(db);
	const proxy = new Proxy(db, {
		get(target, name) {
			if (name === 'destroy') kept.end();
			const value = Reflect.get(target, name, target) as unknown;
			if (typeof value !== 'function') return value;
			return (...args: unknown[]): unknown => {
				assertOutside();
				return Reflect.apply(value, target, args);
			};
		},
	});
	keptBy.set(proxy, kept);
	return proxy;
}
