import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import {
	type DatabaseConnection,
	type Dialect,
	type Driver,
	Kysely,
	PGliteDialect,
	PostgresDialect,
} from 'kysely';
import type { DB } from './schema.ts';

export type Database = Kysely<DB>;

/** Set while a transaction's function runs; `open` turns false when it ends, whatever still runs in its context. */
export const openTransaction = new AsyncLocalStorage<{ open: boolean }>();

/** `date` columns stay "2026-12-03", and bigint counters are numbers: both engines answer alike. */
const date = 1082;
const bigint = 20;

export type Connection = { readonly db: Database; readonly engine: 'postgres' | 'pglite' };

/**
 * Opens the store: Postgres by `url`, else PGlite in `dataDir` (or in memory with 'memory://').
 * Any use of the returned `db` inside an open transaction throws: on PGlite's one connection it would wait for ever.
 */
export async function connect(options: { url?: string; dataDir: string }): Promise<Connection> {
	if (options.url) {
		const { default: pg } = await import('pg');
		pg.types.setTypeParser(date, (text) => text);
		pg.types.setTypeParser(bigint, Number);
		const pool = new pg.Pool({ connectionString: options.url, max: 10 });
		// An idle connection that dies is replaced by the pool; without a listener it would end the process.
		pool.on('error', () => {});
		return {
			db: new Kysely<DB>({ dialect: guarded(new PostgresDialect({ pool })) }),
			engine: 'postgres',
		};
	}
	const { PGlite } = await import('@electric-sql/pglite');
	const inMemory = options.dataDir.startsWith('memory://');
	const dir = inMemory ? options.dataDir : path.join(options.dataDir, 'pg');
	if (!inMemory) mkdirSync(dir, { recursive: true });
	const dialect = new PGliteDialect({
		pglite: () =>
			PGlite.create(dir, { parsers: { [date]: (text: string) => text, [bigint]: Number } }),
	});
	return { db: new Kysely<DB>({ dialect: guarded(dialect) }), engine: 'pglite' };
}

function guarded(inner: Dialect): Dialect {
	return {
		createAdapter: () => inner.createAdapter(),
		createIntrospector: (db) => inner.createIntrospector(db),
		createQueryCompiler: () => inner.createQueryCompiler(),
		createDriver: () => guardDriver(inner.createDriver()),
	};
}

function guardDriver(inner: Driver): Driver {
	return new Proxy(inner, {
		get(target, name) {
			if (name !== 'acquireConnection') {
				const value = Reflect.get(target, name) as unknown;
				return typeof value === 'function' ? (value.bind(target) as unknown) : value;
			}
			return (...args: unknown[]): Promise<DatabaseConnection> => {
				if (openTransaction.getStore()?.open)
					throw new Error('db was used inside an open transaction: pass the Tx instead');
				return (target.acquireConnection as (...a: unknown[]) => Promise<DatabaseConnection>)(
					...args,
				);
			};
		},
	});
}

