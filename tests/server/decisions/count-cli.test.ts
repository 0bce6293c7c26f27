import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StageReport } from '#domain/decisions/methods/report.ts';

const root = path.resolve(import.meta.dirname, '../../..');

interface Printed {
	method: string;
	seats: number;
	quota: string | null;
	stages: StageReport[];
	pairwise: Record<string, Record<string, string>>;
	elected: string[];
}

/** Calls the command as npm does. */
async function run(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
	const child = spawn(process.execPath, ['server/decisions/count-cli.ts', ...args], { cwd: root });
	let out = '';
	let err = '';
	child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
	child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
	const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
	return { code, out, err };
}
const printed = async (...args: string[]): Promise<Printed> => {
	const { code, out, err } = await run(...args);
	expect(err).toBe('');
	expect(code).toBe(0);
	return JSON.parse(out) as Printed;
};

let dir: string;
beforeAll(async () => void (dir = await mkdtemp(path.join(tmpdir(), 'moothall-count-'))));
afterAll(() => rm(dir, { recursive: true, force: true }));
const file = async (name: string, text: string | Uint8Array) => {
	const at = path.join(dir, name);
	await writeFile(at, text);
	return at;
};

const tied = '2 1\n2 1 2 0\n2 2 1\n0\n"Ann" "Quay"\n"Bob"\n"T"\n';

test('a lot is drawn by its seed, whatever the order of the file, and needs one', async () => {
	const there = await file('tied.blt', tied);
	const turned = await file('turned.blt', '2 1\n2 2 1 0\n2 1 2\n0\n"Bob"\n"Ann"\n"T"\n');
	const without = await run('--method', 'scottish-stv', there);
	expect(without).toMatchObject({ code: 3, out: '' });
	expect(without.err).toContain('Ann, Bob');
	const winners = new Set<string>();
	for (const seed of ['1', '2', '3', '4', '5', '6']) {
		const { elected } = await printed('--method', 'irv', '--seed', seed, there);
		expect((await printed('--method', 'irv', '--seed', seed, turned)).elected).toEqual(elected);
		winners.add(elected.join());
	}
	expect([...winners].sort()).toEqual(['Ann', 'Bob']);
});

describe('what cannot be read', () => {
	test('a bad file exits with 2 and its line', async () => {
		const bad = await file('bad.blt', '2 1\n1 3 0\n1 1 0\n0\n"A"\n"B"\n');
		const { code, out, err } = await run('--method', 'meek', bad);
		expect({ code, out }).toEqual({ code: 2, out: '' });
		expect(err).toContain('line 2');
	});
	test('bytes that are no UTF-8', async () => {
		const text = Buffer.from('1 1\n1 1 0\n0\n"Ren\u00e9"\n', 'latin1');
		const { code, err } = await run('--method', 'irv', await file('latin.blt', text));
		expect(code).toBe(2);
		expect(err).toContain('line 4');
	});
	test.each([
		[['--method', 'irv', 'nowhere.blt']],
		[['--method', 'borda', 'x.blt']],
		[['--method', 'irv', '--seats', '2', 'x.blt']],
		[['--method', 'meek', '--seats', 'two', 'x.blt']],
		[['--method', 'meek', '--quota', '2', 'x.blt']],
		[['--method', 'meek']],
		[[]],
	])('%j', async (args) => {
		const { code, out, err } = await run(...args);
		expect({ code, out }).toEqual({ code: 2, out: '' });
		expect(err).not.toBe('');
	});
});

test('names are kept byte for byte, numbers are text', async () => {
	const odd = ' Zoë  O\u2019Neill ';
	const there = await file('names.blt', `2 1\n3 1 0\n1 2\n0\n"${odd}" "Party"\n"__proto__"\n"T"\n`);
	const count = await printed('--method', 'scottish-stv', there);
	expect(count).toMatchObject({ method: 'scottish-stv', seats: 1, quota: '3', elected: [odd] });
	expect(Object.entries(count.stages[0]?.votes ?? {})).toEqual([
		[odd, '3.00000'],
		['__proto__', '1.00000'],
	]);
	const pairs = await printed('--method', 'schulze', there);
	expect(pairs.pairwise[odd]).toEqual(Object.fromEntries([['__proto__', '3']]));
});

test('the export of a poll that is not ranked', async () => {
	const there = await file(
		'approval.jsonl',
		'{"form":"moothall-ballots/1","options":["A","B"]}\n{"count":2,"choose":["A"]}\n{"choose":["A","B"]}\n{"choose":[]}\n',
	);
	const count = await printed('--method', 'approval', there);
	expect(count.stages).toMatchObject([
		{ stage: 1, votes: { A: '3', B: '1' }, nonTransferable: '1' },
	]);
	expect(count.elected).toEqual(['A']);
	const more = await run('--method', 'majority', there);
	expect(more.code).toBe(2);
	expect(more.err).toContain('line 3');
});

// Real elections stand beside the project, where they are there at all; they are not ours to give away.
const data = path.resolve(root, '..', 'shared', 'data');
const maryfield = path.join(data, 'dundee22_maryfield.blt');
const ers97 = path.join(data, 'ers97.blt');
const there = existsSync(maryfield) && existsSync(ers97);
if (!there) console.log(`Real elections are not counted: ${data} is not there.`);

test.skipIf(!there)('Maryfield 2022: the official seven stages, to five decimals', async () => {
	const official = JSON.parse(
		readFileSync(path.join(data, 'dundee22_maryfield_stages.json'), 'utf8'),
	) as {
		quota: string;
		stages: {
			votes: Record<string, string>;
			non_transferable: string;
			elected: string[];
			excluded: string[];
			surplus: string | null;
		}[];
	};
	const count = await printed('--method', 'scottish-stv', maryfield);
	expect(count.quota).toBe(official.quota);
	expect(
		count.stages.map((stage) => ({
			votes: stage.votes,
			non_transferable: stage.nonTransferable,
			elected: [...stage.elected].sort(),
			excluded: stage.excluded,
			surplus: stage.surplus,
		})),
	).toEqual(official.stages);
});

test.skipIf(!there)('ERS97: the stages of the Hill-Wichmann-Woodall program', async () => {
	const rows = readFileSync(path.join(data, 'ers97_meek_reference.csv'), 'utf8')
		.trim()
		.split(/\r?\n/)
		.map((row) => row.split(','));
	const [head, , ...lines] = rows as [string[], string[], ...string[][]];
	const count = await printed('--method', 'meek', ers97);
	let compared = 0;
	for (const [column, stage] of head.entries()) {
		if (column === 0 || stage === '') continue;
		const mine = count.stages[Number(stage) - 1] as StageReport;
		for (const line of lines) {
			const name = line[0] as string;
			const own =
				name === 'Quota'
					? mine.quota
					: name === 'Exhausted'
						? mine.nonTransferable
						: mine.votes[name];
			expect(Number(own).toFixed(2), `${name}, stage ${stage}`).toBe(
				Number(line[column]).toFixed(2),
			);
			compared++;
		}
	}
	expect(compared).toBe(13 * 6);
	expect([...count.elected].sort()).toEqual(
		['Carpenter', 'Duke', 'Freeman', 'Prince', 'Smith', 'Vicar'].sort(),
	);
});
