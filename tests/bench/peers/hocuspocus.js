// Hocuspocus with its defaults: in memory, or with DATABASE_URL on Postgres by its database extension.
import { Database } from '@hocuspocus/extension-database';
import { Server } from '@hocuspocus/server';
import pg from 'pg';
import { answerMemory } from '../support/memory.ts';

const url = process.env['DATABASE_URL'];
const pool = url ? new pg.Pool({ connectionString: url }) : undefined;
await pool?.query(
	'create table if not exists document (name text primary key, state bytea not null)',
);

const server = new Server({
	port: 0,
	quiet: true,
	// Those who only watch say nothing for a minute, for which it would close them.
	timeout: 600_000,
	extensions: pool
		? [
				new Database({
					async fetch({ documentName }) {
						const sql = 'select state from document where name = $1';
						const { rows } = await pool.query(sql, [documentName]);
						return rows[0]?.state ?? null;
					},
					async store({ documentName, state }) {
						const sql =
							'insert into document (name, state) values ($1, $2) on conflict (name) do update set state = excluded.state';
						await pool.query(sql, [documentName, state]);
					},
				}),
			]
		: [],
	async onRequest({ request, response }) {
		// A rejection without a reason tells it that the request has been answered.
		if (answerMemory(request, response)) throw null;
	},
});
await server.listen();
console.log(`listening ${server.address.port}`);
