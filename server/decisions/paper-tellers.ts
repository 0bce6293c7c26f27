import type { Actor } from '#domain/kernel/actor.ts';
import {
	attestedBy,
	mayAttest,
	type AttestedBy,
	type Attesting,
} from '#domain/decisions/attesting.ts';
import type { PaperTotals } from '#domain/decisions/paper-totals.ts';
import { can } from '#domain/partnerships/policy.ts';
import type { Standing } from '#domain/partnerships/standing.ts';
import { attendingNow } from '../meetings/attendance-store.ts';
import { standingOf } from '../partnerships/store.ts';
import type { Reading } from '../platform/tx.ts';
import { cardedAt } from './name-card-store.ts';
import { peopleOfBody, type PaperEntry } from './paper-store.ts';
import { countsPapers, standingIn, type PaperVote } from './paper-vote.ts';

/** Totals that were entered for two tellers, to be read back, and how each of them may stand for them. */
export interface EnteredPapers {
	readonly totals: PaperTotals;
	readonly by: string;
	readonly tellers: readonly {
		readonly personId: string;
		readonly name: string;
		readonly attestedBy: AttestedBy | null;
		/** The ways that are open to the reader: their own account, the teller's PIN on this device, the word of the chair. */
		readonly ways: readonly AttestedBy[];
		/** They attest signed in, on a device of their own. */
		readonly signsIn: boolean;
		/** Whether they have a name card of the meeting, or the clerk could print one for them. */
		readonly card: 'has' | 'could' | 'none';
	}[];
}

/** Who may be named as a teller: who is at the meeting; of an election who is of the body and does not stand in it. */
export async function mayBeNamed(tx: Reading, vote: PaperVote): Promise<Set<string>> {
	const { partnershipId, meetingId } = vote;
	const people =
		meetingId === null
			? await peopleOfBody(tx, vote)
			: (await attendingNow(tx, { partnershipId, id: meetingId })).map(({ personId }) => personId);
	return new Set(people).difference(await standingIn(tx, vote));
}

/** What somebody is to the papers that they would stand for. */
export const attesting = (actor: Actor, standing: Standing, entry: PaperEntry): Attesting => ({
	personId: actor.personId,
	presides: standing.roles.some((role) => role === 'chair' || role === 'vice_chair'),
	entered: entry.enteredById === actor.personId,
});

/** The tellers of the papers, and in which ways the reader may stand for them. */
export async function tellersFor(
	tx: Reading,
	actor: Actor,
	{ vote, standing }: { vote: PaperVote; standing: Standing },
	entry: PaperEntry,
): Promise<EnteredPapers['tellers']> {
	const by = attesting(actor, standing, entry);
	const stands = (await standingIn(tx, vote)).has(actor.personId);
	const { partnershipId, bodyId, meetingId } = vote;
	const carded = new Set(
		(meetingId === null ? [] : await cardedAt(tx, { partnershipId, bodyId, id: meetingId })).map(
			({ personId }) => personId,
		),
	);
	const tellers: EnteredPapers['tellers'][number][] = [];
	for (const { personId, name, attestedBy: attested, ...teller } of entry.tellers) {
		const signsIn = await canSignIn(tx, vote, { personId, ...teller });
		const ways = attestedBy.filter(
			(how) =>
				!stands &&
				mayAttest({ personId, canSignIn: signsIn }, how, by) &&
				(how !== 'pin' || (teller.hasCard && countsPapers(standing))),
		);
		const card = teller.hasCard ? 'has' : carded.has(personId) ? 'could' : 'none';
		tellers.push({ personId, name, attestedBy: attested, ways, signsIn, card });
	}
	return tellers;
}

/** Whether the teller's own account opens this vote. */
export async function canSignIn(
	tx: Reading,
	vote: Pick<PaperVote, 'partnershipId' | 'bodyId'>,
	{ personId, hasAccount }: { personId: string; hasAccount: boolean },
): Promise<boolean> {
	const { partnershipId, bodyId } = vote;
	return (
		hasAccount && can(await standingOf(tx, { partnershipId, personId }, bodyId), 'live.follow')
	);
}
