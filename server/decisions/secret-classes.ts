import { Refusal } from '#domain/kernel/refusal.ts';
import { smallestSecretClass } from '#domain/partnerships/never-met.ts';
import type { Manifest } from '#domain/decisions/poll.ts';

/** As much of what was frozen as says who is counted apart; a question adds up over everybody, and has no threshold. */
export interface Counted {
	readonly rule: Partial<Pick<Manifest['rule'], 'threshold' | 'voteBasis'>>;
	readonly roll: readonly Pick<
		Manifest['roll'][number],
		'seatId' | 'sector' | 'weight' | 'present'
	>[];
}

/**
 * What the rule counts apart, and an urn therefore has to know of a ballot: its sector where the rule asks for majorities in
 * sectors, and its weight where weights differ. "all" where it asks for neither.
 */
export function classOf(manifest: Counted, seatId: string): string {
	const line = manifest.roll.find((each) => each.seatId === seatId);
	if (!line) throw new RangeError('no seat of the roll');
	// A co-opted member has none of either, and is counted over all.
	const sector = countsSectors(manifest) ? line.sector : null;
	const parts = [sector, line.weight ?? null].filter((part) => part !== null);
	return parts.length === 0 ? 'all' : parts.join('+').replaceAll(' ', '_');
}

/** Whether the rule counts sectors apart. */
export function countsSectors({ rule: { threshold, voteBasis } }: Counted): boolean {
	return threshold !== undefined && (threshold.sectorMajority !== 'none' || voteBasis === 'sector');
}

/** Refuses (`decisions.secret_small`) a secret vote in which too few of those present would be counted together. */
export function assertSecretClasses(manifest: Counted): void {
	for (const [of, electors] of secretClasses(manifest))
		if (electors < smallestSecretClass)
			throw new Refusal('decisions.secret_small', {
				class: of,
				electors,
				least: smallestSecretClass,
			});
}

function secretClasses(manifest: Counted): Map<string, number> {
	const classes = new Map<string, number>();
	for (const { seatId, present } of manifest.roll)
		if (present) {
			const of = classOf(manifest, seatId);
			classes.set(of, (classes.get(of) ?? 0) + 1);
		}
	return classes;
}
