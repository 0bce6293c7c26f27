import type { Actor } from '#domain/kernel/actor.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import {
	assertMayAttest,
	assertTellers,
	attestation,
	countedAlike,
	paperTotalsFrom,
	totalsSeen,
} from '#domain/decisions/paper-totals.ts';
import { attendingNow } from '../meetings/attendance-store.ts';
import { peopleIn } from '../partnerships/person-store.ts';
import { command, reading, type Services } from '../platform/tx.ts';
import { pollFor } from './access.ts';
import { countWithPapers, papersToCount } from './count-papers.ts';
import { assertPin } from './name-cards.ts';
import { canSignIn, teller } from './papers.ts';
import { attestTeller, paperCounts, paperEntry, putPaperEntry } from './paper-store.ts';
import { lockPoll } from './poll-store.ts';

/**
 * Somebody who runs votes or enters them enters the papers for two tellers who are at the meeting, in the place of totals
 * entered before. They count once both stand for them (`attestPapers`). Refuses totals that do not add up, or differ from what
 * a teller counted by themselves, and tellers who are one or away (`assertTellers`).
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
	await command(services, actor, 'decisions.enter_papers', input.pollId, async (tx) => {
		await teller(tx, actor, input.pollId);
		await lockPoll(tx, input.pollId, 'alone');
		const { poll } = await teller(tx, actor, input.pollId);
		const paper = await papersToCount(tx, poll);
		if (paper.totals) throw new Refusal('decisions.paper_counted');
		const totals = paperTotalsFrom(input.typed, paper.seats.length);
		const tellers = [input.tellerId, input.secondTellerId] as const;
		const there = await attendingNow(tx, { partnershipId: poll.partnershipId, id: poll.meetingId });
		assertTellers(tellers, new Set(there.map(({ personId }) => personId)));
		if ((await paperCounts(tx, poll)).some((other) => !countedAlike(other.totals, totals)))
			throw new Refusal('decisions.paper_differ', {}, 'paper-for');
		await putPaperEntry(tx, poll, { totals, byPersonId: actor.personId, tellers });
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
	const how = (['account', 'pin', 'chair'] as const).find((each) => each === input.how);
	if (!how) throw notFound();
	if (how === 'pin') {
		const { poll } = await reading(services, (tx) => teller(tx, actor, pollId));
		await assertPin(
			services,
			{ ...actor, meetingId: poll.meetingId, personId: tellerId },
			input.pin,
		);
	}
	return command(services, actor, `decisions.attest_papers_${how}`, pollId, async (tx) => {
		await pollFor(tx, actor, pollId, 'live.follow');
		await lockPoll(tx, pollId, 'alone');
		const { poll, standing } = await pollFor(tx, actor, pollId, 'live.follow');
		const paper = await papersToCount(tx, poll);
		const entry = await paperEntry(tx, poll);
		const named = entry?.tellers.find(({ personId }) => personId === tellerId);
		if (!entry || !named) throw notFound();
		if (paper.totals) return { counted: true };
		if (how === 'pin') await teller(tx, actor, pollId);
		assertMayAttest({ personId: tellerId, canSignIn: await canSignIn(tx, poll, named) }, how, {
			personId: actor.personId,
			presides: standing.roles.some((role) => role === 'chair' || role === 'vice_chair'),
			entered: entry.enteredById === actor.personId,
		});
		if (input.seen !== totalsSeen(entry.totals)) throw new Refusal('decisions.paper_changed');
		if (named.attestedBy === null)
			await attestTeller(tx, poll, { personId: tellerId, how, byPersonId: actor.personId });
		const [one, other] = ((await paperEntry(tx, poll))?.tellers ?? []).map(
			({ attestedBy }) => attestedBy,
		);
		if (!one || !other) return { counted: false };
		const people = await peopleIn(tx, poll.partnershipId);
		await countWithPapers(services, tx, poll, {
			seats: paper.seats,
			totals: { ...entry.totals, attested: attestation(one, other) },
			tellers: entry.tellers.map(({ code }) => code),
			enteredBy: people.find(({ id }) => id === entry.enteredById)?.code ?? '',
		});
		return { counted: true };
	});
}
