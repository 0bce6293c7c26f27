import { Refusal } from '../kernel/refusal.ts';
import type { Text } from '../kernel/text.ts';
import { isoDate } from '../kernel/calendar.ts';
import { rankMethods } from './question.ts';
import { longestDays } from './written.ts';

/** What an election fills: an office of the body, or seats. */
export const offices = ['chair', 'vice_chair', 'representative'] as const;
export type Office = (typeof offices)[number];

/** Approval, or any ranked method of the counting registry. */
export const electionMethods = ['approval', ...rankMethods] as const;
export type ElectionMethod = (typeof electionMethods)[number];

/** Where a nomination stands; only who stands is on the ballot. */
export const candidateStates = ['asked', 'standing', 'declined', 'withdrawn'] as const;
export type CandidateState = (typeof candidateStates)[number];

export type CandidateAct = 'stand' | 'decline' | 'withdraw' | 'name_again';

/** The machine of a nomination: nobody stands without saying so, and who withdrew may be named again while nominations are open. */
const moves: Readonly<Record<CandidateState, Partial<Record<CandidateAct, CandidateState>>>> = {
	asked: { stand: 'standing', decline: 'declined' },
	standing: { withdraw: 'withdrawn' },
	declined: { stand: 'standing', name_again: 'asked' },
	withdrawn: { stand: 'standing', name_again: 'asked' },
};

export function candidateAfter(state: CandidateState, act: CandidateAct): CandidateState | null {
	return moves[state][act] ?? null;
}

/**
 * `ready`: nominations are over by the clock and the vote has not been opened; `counting`: the same of the vote; `inquorate`: too
 * few took part, and the chair decides.
 */
export type ElectionPhase =
	'nominations' | 'ready' | 'voting' | 'counting' | 'inquorate' | 'settled';

export function phaseOf(
	election: {
		readonly state: 'nominations' | 'voting' | 'inquorate' | 'settled';
		readonly nominationsClose: Date;
		readonly votingCloses: Date;
	},
	now: Date,
): ElectionPhase {
	switch (election.state) {
		case 'nominations':
			return now < election.nominationsClose ? 'nominations' : 'ready';
		case 'voting':
			return now < election.votingCloses ? 'voting' : 'counting';
		case 'inquorate':
		case 'settled':
			return election.state;
	}
}

export interface ElectionPlan {
	readonly office: Office;
	readonly method: ElectionMethod;
	readonly nominationsClose: Date;
	readonly votingCloses: Date;
	/** ISO date. */
	readonly termStartsOn: string;
}

const day = 86_400_000;
/** Hours that nominations are open, and the vote after them, at least (ux research §3.1: votes away from a meeting 20 hours or more). */
const leastHours = 20;

/**
 * The election that a form describes; `now` by the database's clock. Refuses, by field: an office or a method there isn't;
 * less than twenty hours for nominations or for the vote, or over ninety days; a term that begins before the vote is over.
 */
export function planFrom(
	typed: {
		readonly office: unknown;
		readonly method: unknown;
		/** Whether more than one place is filled. */
		readonly several: boolean;
		readonly nominationsClose: Date | undefined;
		readonly votingCloses: Date | undefined;
		readonly termStartsOn: string;
	},
	now: Date,
): ElectionPlan {
	const office = offices.find((each) => each === typed.office);
	if (!office) throw new Refusal('decisions.choose_office', {}, 'office');
	const method = electionMethods.find((each) => each === typed.method);
	if (!method) throw new Refusal('decisions.choose_method', {}, 'method');
	if (typed.several && (method === 'irv' || method === 'schulze'))
		throw new Refusal('decisions.method_one_place', {}, 'method');
	const { nominationsClose, votingCloses, termStartsOn } = typed;
	if (!nominationsClose) throw new Refusal('decisions.deadline_wrong', {}, 'nominations_date');
	if (!votingCloses) throw new Refusal('decisions.deadline_wrong', {}, 'voting_date');
	const least = leastHours * 3_600_000;
	if (nominationsClose.getTime() < now.getTime() + least)
		throw new Refusal('decisions.election_soon', { hours: leastHours }, 'nominations_date');
	if (votingCloses.getTime() < nominationsClose.getTime() + least)
		throw new Refusal('decisions.election_soon', { hours: leastHours }, 'voting_date');
	if (votingCloses.getTime() > now.getTime() + longestDays * day)
		throw new Refusal('decisions.deadline_late', { days: longestDays }, 'voting_date');
	if (!/^\d{4}-\d{2}-\d{2}$/.test(termStartsOn) || Number.isNaN(Date.parse(termStartsOn)))
		throw new Refusal('decisions.term_start', {}, 'term_starts_on');
	if (termStartsOn < isoDate(votingCloses))
		throw new Refusal('decisions.term_start', {}, 'term_starts_on');
	return { office, method, nominationsClose, votingCloses, termStartsOn };
}

/** A sealed ballot names forty at most by any method; some of those who declined may yet stand. */
const mostCandidates = 30;

/** Refuses one candidate more where so many are asked or standing already (`decisions.candidates_most`). */
export function assertRoomFor(others: readonly { readonly state: CandidateState }[]): void {
	if (
		others.filter(({ state }) => state === 'asked' || state === 'standing').length >= mostCandidates
	)
		throw new Refusal('decisions.candidates_most', { most: mostCandidates }, 'personId');
}

/** Until when a vote that is taken again is open: as long as the first one was, and never less than twenty. */
export function votedAgainUntil(
	before: { readonly openedAt: Date | null; readonly closesAt: Date | null },
	now: Date,
): Date {
	const first = (before.closesAt?.getTime() ?? 0) - (before.openedAt?.getTime() ?? 0);
	return new Date(now.getTime() + Math.max(first, leastHours * 3_600_000));
}

/**
 * Who decides on an election in which too few took part: who presides over the body and does not stand in it; the secretariat
 * only where all who preside stand. `presiders` and `standing` are ids of people.
 */
export function decidesOn(
	who: { readonly personId: string; readonly presides: boolean; readonly runs: boolean },
	presiders: readonly string[],
	standing: readonly string[],
): boolean {
	if (standing.includes(who.personId)) return false;
	return who.presides || (who.runs && presiders.every((id) => standing.includes(id)));
}

const longestStatement = 2000;

/** A candidate's words in one language or both; empty is none. Refuses words that are too long, by field. */
export function statementFrom(typed: Text): Text {
	const found: Text = {};
	for (const locale of ['en', 'cy'] as const) {
		const said = (typed[locale] ?? '').replaceAll('\r\n', '\n').trim();
		if (said.length > longestStatement)
			throw new Refusal('decisions.text_long', { most: longestStatement }, `statement_${locale}`);
		if (said !== '') found[locale] = said;
	}
	return found;
}

/** Whether there is anything to vote on: as many places as candidates need none. */
export const contested = (standing: number, places: number): boolean => standing > places;
