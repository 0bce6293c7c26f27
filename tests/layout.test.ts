import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

/** Parts in the order in which they may import each other: left only, on every floor. */
const parts = [
	'kernel',
	'platform',
	'ui',
	'relay',
	'accounts',
	'partnerships',
	'compartments',
	'actions',
	'documents',
	'meetings',
	'decisions',
	'network',
	'funding',
	'outcomes',
	'live',
	'publication',
];

/** Files and folders that wire parts and so may see them all. */
const wiring = /^server\/(app|index|start|start-app|dev|dev-plugin)\.ts$|^server\/(demo|admin)\//;

const packagesOfDomain = new Set(['valibot']);

type Floor = 'domain' | 'lib' | 'server' | 'routes' | 'migrations';

function floorOf(file: string): Floor | undefined {
	if (file.startsWith('src/domain/')) return 'domain';
	if (file.startsWith('src/lib/')) return 'lib';
	if (file.startsWith('server/')) return 'server';
	if (file.startsWith('migrations/')) return 'migrations';
	if (file.startsWith('src/routes/') || /^src\/(hooks|app)\./.test(file)) return 'routes';
	return undefined;
}

function partOf(file: string): number {
	const match = /^(?:src\/domain|src\/lib|server)\/([^/]+)\//.exec(file);
	return match ? parts.indexOf(match[1] as string) : -1;
}

/** Every import of a source text, static, dynamic and of types. */
function importsOf(text: string): string[] {
	const found: string[] = [];
	for (const match of text.matchAll(
		/(?:import|export)\s[^'"`;]*?from\s*['"]([^'"]+)['"]|import\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g,
	))
		found.push((match[1] ?? match[2] ?? match[3]) as string);
	return found;
}

function resolve(from: string, specifier: string): string | undefined {
	if (specifier.startsWith('.')) return path.posix.join(path.posix.dirname(from), specifier);
	const alias = /^#(lib|domain|server)\/(.*)$/.exec(specifier);
	if (!alias) return undefined;
	return `${alias[1] === 'server' ? 'server' : `src/${alias[1]}`}/${alias[2]}`;
}

/** What is wrong with the imports of a file, as sentences. */
function faults(file: string, text: string): string[] {
	const floor = floorOf(file);
	if (!floor) return [];
	const found: string[] = [];
	for (const specifier of importsOf(text)) {
		const target = resolve(file, specifier);
		const say = (why: string) => found.push(`${file} imports ${specifier}: ${why}`);
		if (target === undefined) {
			if (specifier.startsWith('node:') && (floor === 'domain' || floor === 'lib'))
				say('the browser has no Node');
			else if (floor === 'domain' && !packagesOfDomain.has(specifier)) {
				if (!(specifier === 'yjs' && file.endsWith('.ydoc.ts')))
					say('the domain imports itself only (yjs in *.ydoc.ts)');
			} else if (floor === 'migrations' && specifier !== 'kysely')
				say('a migration imports kysely only');
			else if (floor === 'server' && specifier.startsWith('$')) say('the server runs on bare Node');
			continue;
		}
		const to = floorOf(target);
		if (!to) continue;
		const down: Record<Floor, Floor[]> = {
			domain: ['domain'],
			lib: ['domain', 'lib'],
			server: ['domain', 'server'],
			routes: ['domain', 'lib', 'server', 'routes'],
			migrations: [],
		};
		if (!down[floor].includes(to)) say(`${floor} may not import ${to}`);
		if (
			floor === 'routes' &&
			to === 'server' &&
			!/(\.server\.ts|\+server\.ts)$|^src\/(hooks\.server|app\.d)\.ts$/.test(file)
		)
			say('only *.server.ts and +server.ts may import server/');
		if (floor !== 'routes' && !wiring.test(file)) {
			const from = partOf(file);
			const right = partOf(target);
			if (from >= 0 && right > from)
				say(`${parts[from]} may not import ${parts[right]}: parts import left only`);
			if (right < 0 && !target.startsWith('src/lib/paraglide/') && floor !== 'migrations')
				say('that is no part');
		}
	}
	return found;
}

const isTest = /\.test\.ts$/;
const files = globSync('{src,server,migrations}/**/*.{ts,svelte,js}').map((file) =>
	file.replaceAll('\\', '/'),
);

test('every import goes down a floor and to the left', () => {
	const sources = files.filter((file) => !isTest.test(file) && !file.includes('paraglide'));
	expect(sources.length).toBeGreaterThan(30);
	expect(sources.flatMap((file) => faults(file, readFileSync(file, 'utf8')))).toEqual([]);
});

test.each([
	['src/domain/meetings/x.ts', "import { a } from '#server/meetings/store.ts';"],
	['src/domain/meetings/x.ts', "import { a } from '../decisions/poll.ts';"],
	['src/domain/meetings/x.ts', "import * as Y from 'yjs';"],
	['src/domain/meetings/x.ts', "import fs from 'node:fs';"],
	['server/relay/x.ts', "import type { A } from '../decisions/store.ts';"],
	['server/meetings/x.ts', "import { page } from '$app/state';"],
	['src/lib/meetings/X.svelte', "<script>import { a } from '#server/meetings/store.ts';</script>"],
	['src/lib/ui/x.ts', "const a = await import('#lib/meetings/x.ts');"],
	['src/routes/+page.svelte', "<script>import { a } from '#server/meetings/store.ts';</script>"],
	['src/routes/+page.ts', "import { a } from '#server/meetings/store.ts';"],
	['migrations/99_x.ts', "import { a } from '#server/platform/db.ts';"],
])('a planted fault in %s is caught: %s', (file, text) => {
	expect(faults(file, text)).not.toEqual([]);
});

test.each([
	['src/domain/meetings/agenda.ydoc.ts', "import * as Y from 'yjs';"],
	['src/routes/+page.server.ts', "import { a } from '#server/meetings/views.ts';"],
	['server/decisions/x.ts', "import { a } from '../meetings/store.ts';"],
	['server/app.ts', "import { a } from './live/gate.ts';"],
])('%s may say %s', (file, text) => {
	expect(faults(file, text)).toEqual([]);
});
