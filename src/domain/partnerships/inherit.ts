import { canonical, type Json } from '../kernel/canonical.ts';
import type { Rules } from './constitution.ts';

/** What a body's own rules say where they differ from those of the body it reports to: whole rules by name, thresholds by class. */
export type OwnRules = Partial<Omit<Rules, 'thresholds'>> & {
	readonly thresholds?: Partial<Rules['thresholds']>;
};

/** What a body has to say of its own so that these are its rules: what differs from the parent's. */
export function ownOf(parent: Rules, rules: Rules): OwnRules {
	const differs = (a: unknown, b: unknown) => canonical(a as Json) !== canonical(b as Json);
	const own = Object.fromEntries(
		Object.entries(rules).filter(
			([name, rule]) => name !== 'thresholds' && differs(rule, parent[name as keyof Rules]),
		),
	) as OwnRules;
	const thresholds = Object.fromEntries(
		Object.entries(rules.thresholds).filter(([name, threshold]) =>
			differs(threshold, parent.thresholds[name as keyof Rules['thresholds']]),
		),
	);
	return Object.keys(thresholds).length === 0 ? own : { ...own, thresholds };
}

/** The rules in force: the parent's, with the body's own in their place. */
export function inherit(parent: Rules, own: OwnRules): Rules {
	return { ...parent, ...own, thresholds: { ...parent.thresholds, ...own.thresholds } };
}
