import { votesText, type Count, type Stage, type StagedCount, type Tie } from './count.ts';

/** A count as the `count` command prints it; candidates by name, votes as text. */
export type CountReport =
	| {
			readonly method: string;
			readonly seats: number;
			readonly quota: string | null;
			readonly stages: readonly StageReport[];
			readonly elected: readonly string[];
	  }
	| {
			readonly method: string;
			readonly seats: number;
			readonly quota: null;
			readonly pairwise: Readonly<Record<string, Readonly<Record<string, string>>>>;
			readonly strongest: Readonly<Record<string, Readonly<Record<string, string>>>>;
			readonly elected: readonly string[];
			readonly ties: readonly TieReport[];
	  };

export interface StageReport {
	readonly stage: number;
	readonly votes: Readonly<Record<string, string>>;
	readonly nonTransferable: string;
	/** Of this stage, where it is not the same throughout. */
	readonly quota?: string;
	readonly action: string;
	readonly surplus: string | null;
	readonly excluded: readonly string[];
	readonly elected: readonly string[];
	readonly ties: readonly TieReport[];
}

export interface TieReport {
	readonly about: Tie['about'];
	readonly among: readonly string[];
	readonly chosen: readonly string[];
	/** "stage 3" or "lot". */
	readonly by: string;
}

/** The report of a count. A quota of whole votes is written without a point. */
export function report(method: string, count: Count): CountReport {
	const name = (candidate: number) => count.candidates[candidate] as string;
	const tie = (each: Tie): TieReport => ({
		about: each.about,
		among: each.among.map(name),
		chosen: each.chosen.map(name),
		by: each.by === 'lot' ? 'lot' : `stage ${each.by.stage}`,
	});
	const elected = count.elected.map(name);
	if (count.form === 'pairs') {
		const table = (rows: readonly (readonly number[])[]) =>
			Object.fromEntries(
				rows.map((row, a) => [
					name(a),
					Object.fromEntries(
						row.flatMap((votes, b) => (a === b ? [] : [[name(b), votes.toString()]])),
					) as Record<string, string>,
				]),
			);
		return {
			method,
			seats: count.seats,
			quota: null,
			pairwise: table(count.pairwise),
			strongest: table(count.strongest),
			elected,
			ties: count.ties.map(tie),
		};
	}
	const changing = count.stages.some((stage) => stage.quota !== count.quota);
	return {
		method,
		seats: count.seats,
		quota: quotaText(count, count.quota),
		stages: count.stages.map((stage, at) => ({
			stage: at + 1,
			votes: Object.fromEntries(
				stage.votes.map((votes, candidate) => [name(candidate), votesText(votes, count.decimals)]),
			),
			nonTransferable: votesText(stage.nonTransferable, count.decimals),
			...(changing ? { quota: quotaText(count, stage.quota) ?? '' } : {}),
			action: actionText(stage.action, name),
			surplus: stage.action.kind === 'surplus' ? name(stage.action.from) : null,
			excluded: stage.action.kind === 'exclusion' ? [name(stage.action.from)] : [],
			elected: stage.elected.map(name),
			ties: stage.ties.map(tie),
		})),
		elected,
	};
}

function quotaText({ decimals }: StagedCount, quota: bigint | null): string | null {
	return quota === null ? null : votesText(quota, decimals).replace(/\.0+$/, '');
}

function actionText(action: Stage['action'], name: (candidate: number) => string): string {
	switch (action.kind) {
		case 'first_preferences':
			return 'first preferences';
		case 'votes':
			return 'votes';
		case 'surplus':
			return `surplus of ${name(action.from)}`;
		case 'surpluses':
			return `surpluses of ${action.from.map(name).join(', ')}`;
		case 'exclusion':
			return `exclusion of ${name(action.from)}`;
	}
}
