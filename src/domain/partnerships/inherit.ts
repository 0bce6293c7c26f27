import type { Rules } from './constitution.ts';

/** What a body's own rules say where they differ from those of the body it reports to: whole rules by name, thresholds by class. */
export type OwnRules = Partial<Omit<Rules, 'thresholds'>> & {
	readonly thresholds?: Partial<Rules['thresholds']>;
};

/** The rules in force: the parent's, with the body's own in their place. */
export function inherit(parent: Rules, own: OwnRules): Rules {
	return { ...parent, ...own, thresholds: { ...parent.thresholds, ...own.thresholds } };
}
