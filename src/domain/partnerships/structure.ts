import { Refusal } from '../kernel/refusal.ts';

/** A time in a seat or a role by whole days, the last day included; without an end while `endsOn` is null. Dates are "2026-12-03". */
export interface Term {
	readonly startsOn: string;
	readonly endsOn: string | null;
}

/** Refuses a term that ends before it begins. */
export function checkTerm(term: Term): void {
	if (term.endsOn !== null && term.endsOn < term.startsOn)
		throw new Refusal(
			'partnerships.term_backwards',
			{ start: term.startsOn, end: term.endsOn },
			'ends_on',
		);
}

/** Whether two terms share a day. */
export function overlap(a: Term, b: Term): boolean {
	return (a.endsOn ?? '9999-12-31') >= b.startsOn && (b.endsOn ?? '9999-12-31') >= a.startsOn;
}

/**
 * Refuses a body that would report to itself, straight or through others.
 * `reportsTo` says for each body of the partnership to whom it reports now.
 */
export function checkNesting(
	body: string,
	parent: string | null,
	reportsTo: ReadonlyMap<string, string | null>,
): void {
	const seen = new Set([body]);
	for (let at = parent; at !== null; at = reportsTo.get(at) ?? null) {
		if (seen.has(at)) throw new Refusal('partnerships.body_in_itself', {}, 'reports_to');
		seen.add(at);
	}
}

/** Refuses a person who would deputise for themselves. */
export function checkDeputy(deputy: string, holders: readonly string[]): void {
	if (holders.includes(deputy))
		throw new Refusal('partnerships.deputy_for_themselves', {}, 'person');
}

/**
 * Refuses a deputy of a deputy (`partnerships.deputy_of_deputy`): whoever sits in for another on a body has nobody who sits
 * in for them there. `deputy` is to stand in for `holders`; `deputies` are the people who deputise on the body in that
 * time, and `covered` those of its seats' holders who have a deputy.
 */
export function checkDeputyChain(
	deputy: string,
	holders: readonly string[],
	deputies: ReadonlySet<string>,
	covered: ReadonlySet<string>,
): void {
	if (holders.some((holder) => deputies.has(holder)) || covered.has(deputy))
		throw new Refusal('partnerships.deputy_of_deputy', {}, 'person');
}
