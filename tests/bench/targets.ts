import type { Summary } from './summary.ts';
import type { ScenarioName } from './scenarios.ts';
import type { SystemName } from './systems.ts';

/** One promise of the relay, held against what was measured. */
export interface Verdict {
	readonly target: string;
	readonly figure: number;
	readonly wanted: number;
	readonly met: boolean;
}

type Results = Partial<Record<ScenarioName, Partial<Record<SystemName, Summary>>>>;

/** Every target of the relay for which both sides were measured. */
export function judge(results: Results): Verdict[] {
	const verdicts: Verdict[] = [];
	const of = (scenario: ScenarioName, system: SystemName, figure: string): number =>
		results[scenario]?.[system]?.[figure]?.median ?? NaN;
	const ours = (scenario: ScenarioName, figure: string) => of(scenario, 'moothall', figure);
	const hocuspocus = (scenario: ScenarioName, figure: string) =>
		of(scenario, 'hocuspocus-pg', figure);
	/** The peers' best: the lowest. */
	const best = (scenario: ScenarioName, figure: string) =>
		Math.min(hocuspocus(scenario, figure), of(scenario, 'y-websocket', figure));
	const atMost = (target: string, figure: number, wanted: number) => {
		if (Number.isFinite(figure) && Number.isFinite(wanted))
			verdicts.push({ target, figure, wanted, met: figure <= wanted });
	};
	const atLeast = (target: string, figure: number, wanted: number) => {
		if (Number.isFinite(figure) && Number.isFinite(wanted))
			verdicts.push({ target, figure, wanted, met: figure >= wanted });
	};

	const cpu = 'cpu µs/delivery';
	for (const [scenario, ratio] of [
		['board', 0.8],
		['boards', 0.7],
		['gallery', 0.7],
	] as const)
		atMost(
			`${scenario}: CPU per delivered edit, of Hocuspocus's with its database`,
			ours(scenario, cpu) / hocuspocus(scenario, cpu),
			ratio,
		);
	for (const scenario of ['board', 'boards'] as const)
		atMost(
			`${scenario}: propagation p99 (ms), against the better peer's plus a commit's`,
			ours(scenario, 'p99 ms'),
			best(scenario, 'p99 ms') + ours(scenario, 'commit p99 ms'),
		);
	atMost('gallery: propagation p99 (ms)', ours('gallery', 'p99 ms'), 250);
	atMost('board: edit to durable ack p50 (ms)', ours('board', 'ack p50 ms'), 5);
	atMost('board: edit to durable ack p99 (ms)', ours('board', 'ack p99 ms'), 25);
	atLeast(
		"ramp: saturation, of Hocuspocus's with its database",
		ours('ramp', 'saturation deliveries/s') / hocuspocus('ramp', 'saturation deliveries/s'),
		1,
	);
	atMost('ramp: p99 one step beyond (ms)', ours('ramp', 'p99 ms beyond'), 1_000);
	const uploaded = (system: SystemName) =>
		Math.max(
			of('upload', system, 'delivered s'),
			system === 'moothall' ? of('upload', system, 'acknowledged s') : 0,
		);
	atMost(
		"upload: 100,000 edits delivered and acknowledged (s), against y-websocket's",
		uploaded('moothall'),
		uploaded('y-websocket'),
	);
	atMost(
		"join: 1 M edits cold, of Hocuspocus's with its database",
		ours('join', '1M cold ms') / hocuspocus('join', '1M cold ms'),
		0.3,
	);
	for (const size of ['10k', '100k', '1M']) {
		atMost(
			`join: ${size} cold, times the document is sent`,
			ours('join', `${size} cold times sent`),
			1.05,
		);
		atLeast(
			`join: ${size} cold, whole when synced`,
			ours('join', `${size} cold whole when synced`),
			1,
		);
	}
	const each = 'rss kB each';
	atMost(
		"memory: a 20 kB document, of the better peer's",
		ours('memory', each) / best('memory', each),
		0.25,
	);
	atMost(
		"idle: a connection (kB), against the better peer's",
		ours('idle', each),
		best('idle', each),
	);
	return verdicts;
}
