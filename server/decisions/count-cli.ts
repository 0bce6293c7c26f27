// npm run count: counts a file of ballots and prints the count as JSON, nothing else, on standard output.
// Exit codes: 2 for a file or a call that cannot be read, 3 where equal votes need a lot and no seed was given.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ballotsOfBundle } from '#domain/decisions/bundle-file.ts';
import { BadLine } from '#domain/decisions/methods/bad-line.ts';
import { countFile, methods } from '#domain/decisions/methods/registry.ts';
import { report } from '#domain/decisions/methods/report.ts';
import { LotNeeded } from '#domain/decisions/methods/tie.ts';
import { lotOf } from './lot.ts';

const usage = `npm run -s count -- --method <${methods.join('|')}> [--seats n] [--seed s] file`;

/** What was called for. Answers a sentence for a call that cannot be. */
function called(args: string[]) {
	let found;
	try {
		found = parseArgs({
			args,
			allowPositionals: true,
			options: {
				method: { type: 'string' },
				seats: { type: 'string' },
				seed: { type: 'string' },
			},
		});
	} catch (error) {
		return error instanceof Error ? error.message : usage;
	}
	const { values, positionals } = found;
	const method = methods.find((each) => each === values.method);
	if (!method) return `no method ${values.method ?? 'given'}`;
	if (values.seats !== undefined && !/^[1-9]\d{0,5}$/.test(values.seats))
		return `not a number of seats: ${values.seats}`;
	if (method === 'irv' && values.seats !== undefined && values.seats !== '1')
		return 'an instant run-off fills one seat';
	const [file, ...more] = positionals;
	if (file === undefined || more.length > 0) return 'give one file';
	return {
		method,
		file,
		seats: values.seats === undefined ? null : Number(values.seats),
		seed: values.seed ?? null,
	};
}

/** The file as it was named where the command was called; npm runs it in the project's own folder. */
function located(file: string): string {
	const from = process.env['INIT_CWD'];
	const there = from === undefined ? file : path.resolve(from, file);
	return existsSync(there) ? there : path.resolve(file);
}

/** The text of the file. A byte that is no UTF-8 is refused with its line, since names are kept byte for byte. */
function textOf(file: string): string {
	const bytes = readFileSync(located(file));
	try {
		return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
	} catch {
		const lines = new TextDecoder('utf-8').decode(bytes).split(/\r\n|\n|\r/);
		const at = lines.findIndex((line) => line.includes('\uFFFD'));
		throw new BadLine(at + 1, 'not UTF-8 text');
	}
}

function main(): number {
	const call = called(process.argv.slice(2));
	if (typeof call === 'string') {
		console.error(`${call}\n${usage}`);
		return 2;
	}
	const { method, file, seats, seed } = call;
	try {
		const text = textOf(file);
		const count = countFile(
			ballotsOfBundle(text) ?? text,
			method,
			seats,
			seed === null ? null : lotOf(seed),
		);
		process.stdout.write(`${JSON.stringify(report(method, count), null, '\t')}\n`);
		return 0;
	} catch (error) {
		if (error instanceof BadLine) {
			console.error(`${file}: ${error.message}`);
			return 2;
		}
		if (error instanceof LotNeeded) {
			console.error(
				`Equal votes need a lot between: ${error.among.join(', ')}\nDraw a seed and give it with --seed.`,
			);
			return 3;
		}
		if (error instanceof Error && 'code' in error) {
			console.error(
				`${file}: ${error.code === 'ENOENT' ? 'there is no such file' : error.message}`,
			);
			return 2;
		}
		throw error;
	}
}

process.exitCode = main();
