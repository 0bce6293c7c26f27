// Writes server/platform/schema.ts from the migrations; with --check it only says whether the file is fresh.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { generate, PostgresDialect } from 'kysely-codegen';
import { connect } from './db.ts';
import { migrate } from './migrate.ts';

const target = fileURLToPath(new URL('./schema.ts', import.meta.url));

const { db } = await connect({ dataDir: 'memory://' });
await migrate(db);
const text = await generate({
	db,
	// eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- the package's own two classes of one dialect
	dialect: new PostgresDialect(),
	excludePattern: 'kysely_*',
	// As the parsers in db.ts hand them over; JSON goes in as text, since pg would read an array as a Postgres array.
	typeMapping: {
		int8: 'number',
		date: 'string',
		bytea: 'Uint8Array',
		jsonb: 'JsonColumn',
	},
	customImports: { JsonColumn: './json-column.ts#JsonColumn' },
});
await db.destroy();
if (process.argv.includes('--check')) {
	const fresh = readFileSync(target, 'utf8') === text;
	console.log(fresh ? 'schema types are fresh' : 'schema types are stale: run npm run db:types');
	process.exitCode = fresh ? 0 : 1;
} else {
	writeFileSync(target, text);
}
