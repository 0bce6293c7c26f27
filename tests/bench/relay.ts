// npm run bench:relay: this relay beside Hocuspocus, y-websocket's reference server and a bare ws broadcast, under the
// same load, turn by turn. Tables on stderr, JSON on stdout. Options:
//   --scenario board,ramp   --system moothall,hocuspocus-pg   --runs 3   --seconds 10
//   --share 0.05   a small part of each load, to try the harness out: not a figure to quote
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { scenarios, joined, type Figures, type Scale, type ScenarioName } from './scenarios.ts';
import { shown, summarise, type Summary } from './summary.ts';
import { writeChunks, writeDocument, writeDocumentOf } from './support/document.ts';
import { machine } from './support/machine.ts';
import { startPostgres } from './support/postgres.ts';
import { printTable } from './support/print.ts';
import { rounded } from './support/stats.ts';
import {
	installPeers,
	startSystem,
	systemNames,
	systemTitles,
	type SystemName,
} from './systems.ts';
import { judge } from './targets.ts';

const { values } = parseArgs({
	options: {
		scenario: { type: 'string', default: Object.keys(scenarios).join() },
		system: { type: 'string', default: systemNames.join() },
		runs: { type: 'string', default: '3' },
		seconds: { type: 'string', default: '10' },
		share: { type: 'string', default: '1' },
	},
});
const chosen = values.scenario.split(',').map((name) => known(name, scenarios) as ScenarioName);
const systems = values.system.split(',').map((name) => known(name, systemTitles) as SystemName);
const runs = Number(values.runs);

function known(name: string, names: object): string {
	if (Object.hasOwn(names, name)) return name;
	console.error(`"${name}" is none of ${Object.keys(names).join(', ')}.`);
	process.exit(1);
}

const folder = mkdtempSync(path.join(tmpdir(), 'moothall-bench-'));
installPeers();
const postgres = await startPostgres();
const where = { ...machine(), postgres: postgres.version, runs };
const results: Partial<Record<ScenarioName, Partial<Record<SystemName, Summary>>>> = {};
try {
	const scale: Omit<Scale, 'run'> = {
		measureMs: Number(values.seconds) * 1000,
		share: Number(values.share),
		documents: documents(Number(values.share)),
	};
	for (const name of chosen) {
		const taking: readonly SystemName[] = scenarios[name].systems;
		const part = systems.filter((system) => taking.includes(system));
		const figures = new Map<SystemName, Figures[]>(part.map((system) => [system, []]));
		for (let run = 0; run < runs; run++)
			for (let turn = 0; turn < part.length; turn++) {
				// Each has each place in the round once.
				const system = part[(turn + run) % part.length] as SystemName;
				console.error(`${name}, run ${run + 1} of ${runs}: ${systemTitles[system]}`);
				figures.get(system)?.push(await once(name, system, { ...scale, run }));
			}
		results[name] = Object.fromEntries(
			part.map((system) => [system, summarise(figures.get(system) ?? [])]),
		);
		print(name);
	}
} finally {
	await postgres.destroy();
	rmSync(folder, { recursive: true, force: true });
}
const verdicts = judge(results).map((verdict) => ({ ...verdict, figure: rounded(verdict.figure) }));
printTable(
	['target', 'figure', 'wanted', 'met'],
	verdicts.map(({ target, figure, wanted, met }) => [
		target,
		String(figure),
		String(rounded(wanted)),
		met ? 'yes' : 'NO',
	]),
);
console.error(JSON.stringify(where));
console.log(JSON.stringify({ where, results, targets: verdicts }));

async function once(name: ScenarioName, which: SystemName, scale: Scale): Promise<Figures> {
	const system = await startSystem(which, postgres);
	try {
		return await scenarios[name].run(system, postgres, scale);
	} catch (error) {
		console.error(`${which} did not get through ${name}:`, error);
		return {};
	} finally {
		await system.end();
	}
}

/** The documents that the chosen scenarios need, as files. */
function documents(share: number): Map<string, string> {
	const files = new Map<string, string>();
	const write = (name: string, chunks: readonly Uint8Array[]) => {
		const file = path.join(folder, name);
		writeChunks(file, chunks);
		files.set(name, file);
	};
	if (chosen.includes('memory')) write('20kB', writeDocumentOf(20_000));
	if (chosen.includes('join'))
		for (const [n, name] of joined.entries())
			if (share === 1 || n === 0) write(name, writeDocument(10_000 * 10 ** n));
	return files;
}

function print(name: ScenarioName): void {
	const rows = Object.entries(results[name] ?? {});
	const names = [...new Set(rows.flatMap(([, summary]) => Object.keys(summary)))];
	console.error(`\n${scenarios[name].title}\n`);
	// A figure a row: the names are long and the systems few.
	printTable(
		['', ...rows.map(([system]) => system)],
		names.map((figure) => [
			figure,
			...rows.map(([, summary]) => (summary[figure] ? shown(summary[figure]) : '–')),
		]),
	);
}
