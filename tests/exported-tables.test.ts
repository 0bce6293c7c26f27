import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { exported, notExported } from '#server/publication/everything-tables.ts';

test('of every table of a partnership it is said whether an export takes it along', () => {
	const schema = readFileSync('server/platform/schema.ts', 'utf8');
	const database = schema.slice(schema.indexOf('export interface DB'));
	const own = [...database.matchAll(/^ {2}(\w+): (\w+);$/gm)].flatMap(([, table, name]) => {
		const start = schema.indexOf(`export interface ${name} {`);
		const columns = schema.slice(start, schema.indexOf('\n}', start));
		return /^ {2}partnership_id:/m.test(columns) || table === 'partnership' ? [table ?? ''] : [];
	});
	expect(own.length).toBeGreaterThan(30);
	const unsaid = own.filter((table) => !exported.includes(table) && !notExported[table]);
	expect(unsaid, 'say in server/publication/everything-tables.ts').toEqual([]);
	const gone = [...exported, ...Object.keys(notExported)].filter((table) => !own.includes(table));
	expect(gone, 'no such table any more').toEqual([]);
});
