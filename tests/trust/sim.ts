// Plays random histories of the relay: `npm run -s trust:sim -- --seeds 10000 [--from 1] [--fault ack-early|echo-raw|skip-gate|lose-row]`.
// Exits 1 when one of them breaks a promise, and names its seed.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { faults, simulate, Violation, type Fault } from '../relay/sim/simulate.ts';

const { values } = parseArgs({
	options: {
		seeds: { type: 'string', default: '1000' },
		from: { type: 'string', default: '1' },
		fault: { type: 'string' },
	},
});
const fault = values.fault as Fault | undefined;
if (fault !== undefined && !faults.includes(fault)) {
	console.error(`--fault is one of ${faults.join(', ')}`);
	process.exit(2);
}
const [from, seeds] = [Number(values.from), Number(values.seeds)];
const total: Record<string, number> = {};
const red: { seed: number; what: string }[] = [];
const began = performance.now();
for (let seed = from; seed < from + seeds; seed++) {
	try {
		for (const [what, n] of Object.entries<number>({ ...(await simulate(seed, fault)) }))
			if (what !== 'seed') total[what] = (total[what] ?? 0) + n;
	} catch (error) {
		if (!(error instanceof Violation)) throw error;
		red.push({ seed, what: error.message });
		console.error(error.message);
	}
	if ((seed - from) % 500 === 499) console.error(`${seed - from + 1} of ${seeds} …`);
}
const seconds = (performance.now() - began) / 1_000;
console.log(
	JSON.stringify({
		fault: fault ?? null,
		seeds,
		red: red.length,
		firstRed: red[0] ?? null,
		seedsPerSecond: Math.round(seeds / seconds),
		...total,
		machine: `${cpus().length} × ${cpus()[0]?.model.trim()}`,
		node: process.version,
		date: new Date().toISOString().slice(0, 10),
	}),
);
process.exit(red.length > 0 ? 1 : 0);
