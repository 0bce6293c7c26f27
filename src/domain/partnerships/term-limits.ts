import { Refusal } from '../kernel/refusal.ts';
import type { Rules } from './constitution.ts';
import { overlap, type Term } from './structure.ts';

/**
 * The last day of so many months from a day: "2026-12-03" and 12 are "2027-12-02". Where the month is too short, its last
 * day but one: "2026-08-31" and 6 are "2027-02-27".
 */
export function lastDayOf(startsOn: string, months: number): string {
	const [year = 0, month = 1, day = 1] = startsOn.split('-').map(Number);
	const first = new Date(Date.UTC(year, month - 1 + months, 1));
	const days = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
	first.setUTCDate(Math.min(day, days) - 1);
	return first.toISOString().slice(0, 10);
}

/** A term that ends when the rules say, where no end was given; refuses `partnerships.term_long` for a longer one. 0 months: no limit. */
export function withinMonths(term: Term, months: number): Term {
	if (months <= 0) return term;
	const last = lastDayOf(term.startsOn, months);
	if (term.endsOn === null) return { ...term, endsOn: last };
	if (term.endsOn > last) throw new Refusal('partnerships.term_long', { months, last }, 'ends_on');
	return term;
}

/** A term in an office, with the organisation and sector of whoever has it. */
export interface Held extends Term {
	readonly personId: string;
	readonly organisationId: string | null;
	readonly sectorId: string | null;
}

/**
 * The term of a new chair after the rules: one chair at a time (`partnerships.chair_there`); where the chair goes round, not
 * twice running from one organisation (`partnerships.chair_rotates`). `before` are the terms of all chairs so far.
 */
export function chairTerm(rules: Rules | undefined, next: Held, before: readonly Held[]): Term {
	const term = rules ? withinMonths(next, rules.terms.chairMonths) : next;
	if (before.some((each) => overlap(each, term)))
		throw new Refusal('partnerships.chair_there', {}, 'starts_on');
	const last = before
		.filter((each) => each.startsOn < term.startsOn)
		.toSorted((a, b) => a.startsOn.localeCompare(b.startsOn))
		.at(-1);
	if (
		rules?.terms.chairRotates &&
		next.organisationId !== null &&
		last?.organisationId === next.organisationId
	)
		throw new Refusal('partnerships.chair_rotates', {}, 'role');
	return { startsOn: term.startsOn, endsOn: term.endsOn };
}

/** The term of a vice-chair: from another sector than the chair where the rules say so (`partnerships.vice_chair_sector`). */
export function viceChairTerm(rules: Rules | undefined, next: Held, chairs: readonly Held[]): Term {
	const term = rules ? withinMonths(next, rules.terms.chairMonths) : next;
	if (
		rules?.terms.viceChairFromOtherSector &&
		next.sectorId !== null &&
		chairs.some((chair) => overlap(chair, term) && chair.sectorId === next.sectorId)
	)
		throw new Refusal('partnerships.vice_chair_sector', {}, 'role');
	return { startsOn: term.startsOn, endsOn: term.endsOn };
}

/** A term in a seat of the body: its organisation's, or that of a co-opted member. */
export interface Sat extends Term {
	readonly personId: string;
	readonly coOpted: boolean;
}

/**
 * The term of a co-opted member: as long, and on no day with more than as many, as the rules allow
 * (`partnerships.coopted_none`, `partnerships.coopted_full`). Refuses who has another seat of the body in that time
 * (`partnerships.coopted_sits`, `partnerships.coopted_already`). `seats` are all terms in seats of the body.
 */
export function coOptedTerm(
	rules: Pick<Rules, 'coOption'> | undefined,
	next: Term & { readonly personId: string },
	seats: readonly Sat[],
): Term {
	if (rules?.coOption.max === 0) throw new Refusal('partnerships.coopted_none', {}, 'personId');
	const term = rules ? withinMonths(next, rules.coOption.months) : next;
	const meanwhile = seats.filter((each) => overlap(each, term));
	const own = meanwhile.find(({ personId }) => personId === next.personId);
	if (own)
		throw new Refusal(
			own.coOpted ? 'partnerships.coopted_already' : 'partnerships.coopted_sits',
			{},
			'personId',
		);
	const others = meanwhile.filter(({ coOpted }) => coOpted);
	const on = (day: string) =>
		others.filter((each) => overlap(each, { startsOn: day, endsOn: day })).length;
	const most = rules?.coOption.max;
	// There are most of them on a day on which one began.
	const days = [term.startsOn, ...others.map(({ startsOn }) => startsOn)];
	if (most !== undefined && days.some((day) => day >= term.startsOn && on(day) >= most))
		throw new Refusal('partnerships.coopted_full', { most }, 'personId');
	return { startsOn: term.startsOn, endsOn: term.endsOn };
}

/**
 * The term of an office of somebody who sits on the body as a co-opted member only: `ruled`, as the other rules have it, but no
 * longer than they are co-opted. `seats` are their terms in seats of the body, `wish` is what was asked for. Refuses one that
 * was to be longer, or begins later (`partnerships.coopted_until`).
 */
export function officeWithinCoOption(
	wish: Term,
	ruled: Term,
	seats: readonly Omit<Sat, 'personId'>[],
): Term {
	const then = seats.filter((each) => overlap(each, { ...wish, endsOn: wish.startsOn }));
	const coOption = then[0] ?? seats.findLast(({ coOpted }) => coOpted);
	if (!coOption || then.some(({ coOpted }) => !coOpted)) return ruled;
	const last = coOption.endsOn;
	if (last === null) return ruled;
	if (wish.startsOn > last || (wish.endsOn !== null && wish.endsOn > last))
		throw new Refusal('partnerships.coopted_until', { last }, 'personId');
	return ruled.endsOn !== null && ruled.endsOn < last ? ruled : { ...ruled, endsOn: last };
}

/**
 * The term of a co-opted member whose body is merged into another one, or who goes with a new one that comes out of it: as it was,
 * but no longer than the rules there say. Refuses as `coOptedTerm` does.
 */
export function carriedCoOption(
	rules: Pick<Rules, 'coOption'> | undefined,
	now: Term & { readonly personId: string },
	seats: readonly Sat[],
): Term {
	const months = rules?.coOption.months ?? 0;
	const last = months > 0 ? lastDayOf(now.startsOn, months) : null;
	const endsOn = last !== null && (now.endsOn === null || now.endsOn > last) ? last : now.endsOn;
	return coOptedTerm(rules, { ...now, endsOn }, seats);
}

/**
 * The term of a representative: at most so many months, and so many terms running in one seat
 * (`partnerships.terms_over`); another's term between them starts the count anew. `before` are all terms of the seat.
 */
export function seatTerm(
	rules: Rules | undefined,
	next: Term & { readonly personId: string },
	before: readonly (Term & { readonly personId: string })[],
): Term {
	if (!rules) return { startsOn: next.startsOn, endsOn: next.endsOn };
	const term = withinMonths(next, rules.terms.representativeMonths);
	const earlier = before
		.filter((each) => each.startsOn < term.startsOn)
		.toSorted((a, b) => b.startsOn.localeCompare(a.startsOn));
	const running = earlier.findIndex((each) => each.personId !== next.personId);
	const count = running < 0 ? earlier.length : running;
	const most = rules.terms.maxConsecutiveTerms;
	if (most > 0 && count >= most)
		throw new Refusal('partnerships.terms_over', { most }, 'starts_on');
	return { startsOn: term.startsOn, endsOn: term.endsOn };
}
