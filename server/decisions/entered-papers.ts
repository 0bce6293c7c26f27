import type { Actor } from '#domain/kernel/actor.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import {
	assertMayAttest,
	assertTellers,
	attestation,
	attestedBy as ways,
} from '#domain/decisions/attesting.ts';
import {
	countedAlike,
	firstPaperField,
	paperTotalsFrom,
	totalsSeen,
} from '#domain/decisions/paper-totals.ts';
import { peopleIn } from '../partnerships/person-store.ts';
import { reading, type Services } from '../platform/tx.ts';
import { countWithPapers, onPapers } from './count-papers.ts';
import { assertPin } from './name-cards.ts';
import { attesting, canSignIn, mayBeNamed } from './paper-tellers.ts';
import { attestTeller, paperCounts, paperEntry, putPaperEntry } from './paper-store.ts';
import { followedPapers, teller } from './paper-vote.ts';
import { givenOf } from './papers.ts';

/**
 * Somebody who runs votes or enters them enters the papers for two tellers who are at the meeting (of an election: who are of
 * the body and do not stand), in the place of totals entered before. They count once both stand for them (`attestPapers`).
 * Refuses totals that the papers cannot say, or that differ from what a teller counted by themselves, and tellers who are one
 * or not among those who may be named (`assertTellers`).
 */
export async function enterPapers(
	services: Services,
	actor: Actor,
	input: {
		pollId: string;
		typed: (field: string) => unknown;
		tellerId: string;
		secondTellerId: string;
	},
): Promise<void> {
	const about = { act: 'decisions.enter_papers', pollId: input.pollId, may: teller };
	await onPapers(services, actor, about, async (tx, { vote, paper }) => {
		if (paper.totals) throw new Refusal('decisions.paper_counted');
		const given = givenOf(vote.manifest, new Set(paper.seats));
		const totals = paperTotalsFrom(vote.asked, input.typed, given);
		const tellers = [input.tellerId, input.secondTellerId] as const;
		assertTellers(
			tellers,
			await mayBeNamed(tx, vote),
			vote.meetingId === null ? 'decisions.teller_elsewhere' : 'decisions.teller_away',
		);
		if ((await paperCounts(tx, vote)).some((other) => !countedAlike(other.totals, totals)))
			throw new Refusal('decisions.paper_differ', {}, firstPaperField(vote.asked));
		await putPaperEntry(tx, vote, { totals, byPersonId: actor.personId, tellers });
	});
}

/**
 * A teller stands for the totals that were read back: signed in, or by their personal PIN on the device of whoever enters the
 * papers; or the chair says so for one who has no account (`assertMayAttest`). With both the vote is counted anew with them. `seen` are
 * the totals that were read back: other ones meanwhile are refused (`decisions.paper_changed`).
 */
export async function attestPapers(
	services: Services,
	actor: Actor,
	input: { pollId: string; tellerId: string; how: unknown; pin?: unknown; seen: string },
): Promise<{ counted: boolean }> {
	const { pollId, tellerId } = input;
	const how = ways.find((each) => each === input.how);
	if (!how) throw notFound();
	if (how === 'pin') {
		const { meetingId } = (await reading(services, (tx) => teller(tx, actor, pollId))).vote;
		// Cards are of a meeting.
		if (meetingId === null) throw notFound();
		await assertPin(services, { ...actor, meetingId, personId: tellerId }, input.pin);
	}
	const may = how === 'pin' ? teller : followedPapers;
	const about = { act: `decisions.attest_papers_${how}`, pollId, may };
	return onPapers(services, actor, about, async (tx, on) => {
		const { vote, paper } = on;
		const entry = await paperEntry(tx, vote);
		const named = entry?.tellers.find(({ personId }) => personId === tellerId);
		if (!entry || !named) throw notFound();
		if (paper.totals) return { counted: true };
		assertMayAttest(
			{ personId: tellerId, canSignIn: await canSignIn(tx, vote, named) },
			how,
			attesting(actor, on.standing, entry),
		);
		if (input.seen !== totalsSeen(entry.totals)) throw new Refusal('decisions.paper_changed');
		if (named.attestedBy === null)
			await attestTeller(tx, vote, { personId: tellerId, how, byPersonId: actor.personId });
		const [one, other] = ((await paperEntry(tx, vote))?.tellers ?? []).map(
			({ attestedBy }) => attestedBy,
		);
		if (!one || !other) return { counted: false };
		const people = await peopleIn(tx, vote.partnershipId);
		await countWithPapers(services, tx, on, {
			seats: paper.seats,
			totals: entry.totals,
			tellers: entry.tellers.map(({ code }) => code),
			attested: attestation(one, other),
			enteredBy: people.find(({ id }) => id === entry.enteredById)?.code ?? '',
		});
		return { counted: true };
	});
}
