import type { Figures } from './scenarios.ts';
import { ascending, median, rounded } from './support/stats.ts';

/** A figure over all runs. */
export interface Figure {
	readonly median: number;
	readonly min: number;
	readonly max: number;
	readonly runs: number;
}

export type Summary = Readonly<Record<string, Figure>>;

/** Median and spread of each figure; a figure that no run could give is left out. */
export function summarise(runs: readonly Figures[]): Summary {
	const names = new Set(runs.flatMap((run) => Object.keys(run)));
	const summary: Record<string, Figure> = {};
	for (const name of names) {
		const values = ascending(
			runs.map((run) => run[name] ?? NaN).filter((value) => Number.isFinite(value)),
		);
		if (values.length === 0) continue;
		summary[name] = {
			median: rounded(median(values)),
			min: rounded(values[0] as number),
			max: rounded(values.at(-1) as number),
			runs: values.length,
		};
	}
	return summary;
}

/** "12.3 (11.8–14.1)": the median and, of several runs, the spread. */
export const shown = ({ median, min, max, runs }: Figure): string =>
	runs > 1 ? `${median} (${min}–${max})` : String(median);
