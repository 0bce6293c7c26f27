// npm run bench:count: Scottish STV of 100,000 ballots that rank 12 candidates in every way, read and counted.
import { cpus } from 'node:os';
import { readBlt } from '#domain/decisions/methods/blt.ts';
import { scottishStv } from '#domain/decisions/methods/scottish-stv.ts';
import { lotOf } from '#server/decisions/lot.ts';

const ballots = 100_000;
const candidates = 12;
const wantedMs = 1000;

// A small generator with a printed seed, so that a slow election can be counted again.
const seed = Number(process.argv[2] ?? 20221122);
let state = seed >>> 0;
const random = (below: number) => {
	state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
	return Math.floor((state / 2 ** 32) * below);
};

const lines = [`${candidates} 4`];
for (let at = 0; at < ballots; at++) {
	const order = Array.from({ length: candidates }, (_, each) => each + 1);
	for (let left = candidates - 1; left > 0; left--) {
		const other = random(left + 1);
		[order[left], order[other]] = [order[other] as number, order[left] as number];
	}
	lines.push(`1 ${order.slice(0, 1 + random(candidates)).join(' ')} 0`);
}
lines.push(
	'0',
	...Array.from({ length: candidates }, (_, at) => `"Candidate ${at + 1}"`),
	'"Bench"',
);
const text = `${lines.join('\n')}\n`;

const read: number[] = [];
const counted: number[] = [];
let stages = 0;
for (let run = 0; run < 5; run++) {
	const begun = performance.now();
	const file = readBlt(text);
	read.push(performance.now() - begun);
	const counting = performance.now();
	stages = scottishStv(file, lotOf('bench')).stages.length;
	counted.push(performance.now() - counting);
}
const median = (times: number[]) => Math.round(times.sort((a, b) => a - b)[2] as number);
const row = {
	ballots,
	candidates,
	seed,
	stages,
	readMs: median(read),
	countMs: median(counted),
	wantedMs,
	cores: cpus().length,
	node: process.version,
};
console.log(JSON.stringify(row));
if (row.countMs > wantedMs) process.exitCode = 1;
