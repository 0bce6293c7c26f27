import type { Manifest } from '#domain/decisions/poll.ts';

/** Fewer than three electors in a class, and a unanimous class says how each of them voted. */
export { smallestSecretClass } from '#domain/partnerships/never-met.ts';

/**
 * What the rule counts apart, and an urn therefore has to know of a ballot: its sector where the rule asks for majorities in
 * sectors, and its weight where weights differ. "all" where it asks for neither.
 */
export function classOf(manifest: Pick<Manifest, 'rule' | 'roll'>, seatId: string): string {
	const line = manifest.roll.find((each) => each.seatId === seatId);
	if (!line) throw new RangeError('no seat of the roll');
	const bySector =
		manifest.rule.threshold.sectorMajority !== 'none' || manifest.rule.voteBasis === 'sector';
	const parts = [bySector ? line.sector : '', line.weight ?? ''].filter((part) => part !== '');
	return parts.length === 0 ? 'all' : parts.join('+').replaceAll(' ', '_');
}

/** How many of those there are in each class. */
export function secretClasses(manifest: Pick<Manifest, 'rule' | 'roll'>): Map<string, number> {
	const classes = new Map<string, number>();
	for (const { seatId, present } of manifest.roll)
		if (present) {
			const of = classOf(manifest, seatId);
			classes.set(of, (classes.get(of) ?? 0) + 1);
		}
	return classes;
}
