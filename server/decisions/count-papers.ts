import { Buffer } from 'node:buffer';
import type { Actor } from '#domain/kernel/actor.ts';
import { Refusal } from '#domain/kernel/refusal.ts';
import type { PollClosed } from '#domain/decisions/events.ts';
import {
	countedAlike,
	firstPaperField,
	paperTotalsFrom,
	type PaperRecord,
} from '#domain/decisions/paper-totals.ts';
import type { Standing } from '#domain/partnerships/standing.ts';
import { peopleIn } from '../partnerships/person-store.ts';
import { command, reading, type Services, type Tx } from '../platform/tx.ts';
import { recount } from './close-poll.ts';
import { recountQuestion } from './close-question.ts';
import { electionOfQuestion, type Election } from './election-store.ts';
import { givenOf, statedPapers } from './papers.ts';
import { paperCounts, paperEntry, putPaperCount, statePapers } from './paper-store.ts';
import { standingIn, teller, type PaperVote } from './paper-vote.ts';
import { lockPoll, type Poll } from './poll-store.ts';
import { questionById } from './question-store.ts';
import { settleCounted } from './run-election.ts';
import { urnRecordOf } from './urn-store.ts';

/**
 * A teller enters what they counted, by themselves, once the urn is closed: somebody who runs votes or enters them. Totals must
 * be such as the papers given out could say (`paperTotalsFrom`), and agree with those of another teller, else they are refused
 * and nothing changes (`decisions.paper_differ`). With two alike the vote is counted anew with them; of an election it is then
 * settled.
 */
export async function countPapers(
	services: Services,
	actor: Actor,
	input: { pollId: string; typed: (field: string) => unknown },
): Promise<{ agreed: boolean }> {
	const about = { act: 'decisions.count_papers', pollId: input.pollId, may: teller };
	return onPapers(services, actor, about, async (tx, on) => {
		const { vote, paper, at } = on;
		// Two have counted alike: that is the count.
		if (paper.totals) return { agreed: true };
		const { seats } = paper;
		const totals = paperTotalsFrom(vote.asked, input.typed, givenOf(vote.manifest, new Set(seats)));
		const others = (await paperCounts(tx, vote)).filter(
			({ tellerId }) => tellerId !== actor.personId,
		);
		const same = others.find((other) => countedAlike(other.totals, totals));
		const entered = await paperEntry(tx, vote);
		if ((others.length > 0 && !same) || (entered && !countedAlike(entered.totals, totals)))
			throw new Refusal('decisions.paper_differ', {}, firstPaperField(vote.asked));
		await putPaperCount(tx, vote, { tellerId: actor.personId, totals, at });
		if (!same) return { agreed: false };
		const people = await peopleIn(tx, vote.partnershipId);
		const tellers = [same.tellerId, actor.personId].map(
			(tellerId) => people.find(({ id }) => id === tellerId)?.code ?? '',
		);
		await countWithPapers(services, tx, on, { seats, totals, tellers });
		return { agreed: true };
	});
}

/** Papers that wait to be counted, with the lock of their vote held alone. */
export interface OnPapers {
	readonly vote: PaperVote;
	readonly standing: Standing;
	/** The election whose vote it is. */
	readonly election: Election | undefined;
	/** The papers in the closing record. */
	readonly paper: PaperRecord;
	readonly at: Date;
}

/**
 * Does something with the papers in the closing record, for somebody who may. Refuses while the vote is open, once its result is
 * shown, a void one and one without papers, and of an election whoever stands in it (`decisions.paper_stands`).
 */
export async function onPapers<T>(
	services: Services,
	actor: Actor,
	about: { act: string; pollId: string; may: typeof teller },
	work: (tx: Tx, on: OnPapers) => Promise<T>,
): Promise<T> {
	const { act, pollId, may } = about;
	const election = await reading(services, async (tx) =>
		electionOfQuestion(tx, (await may(tx, actor, pollId)).vote),
	);
	return command(services, actor, act, pollId, async (tx) => {
		await may(tx, actor, pollId);
		// In the order in which an election is taken on.
		if (election) await lockPoll(tx, election.id, 'alone');
		const at = await lockPoll(tx, pollId, 'alone');
		const { vote, standing } = await may(tx, actor, pollId);
		const record = await urnRecordOf(tx, vote);
		if (vote.voided) throw new Refusal('decisions.poll_void');
		if (vote.state === 'open') throw new Refusal('decisions.paper_open');
		if (!record?.paper) throw new Refusal('decisions.paper_none');
		if (vote.state === 'shown') throw new Refusal('decisions.result_shown');
		if ((await standingIn(tx, vote)).has(actor.personId))
			throw new Refusal('decisions.paper_stands');
		return work(tx, { vote, standing, election, paper: record.paper, at });
	});
}

/** States the papers in the closing record and counts the vote anew with them; an election is settled by it. */
export async function countWithPapers(
	services: Services,
	tx: Tx,
	{ vote, election, at }: OnPapers,
	stated: Stated,
): Promise<void> {
	await statePapers(tx, vote, statedPapers(stated));
	if (vote.of.is === 'motion') {
		await recount(tx, vote.of.poll, Buffer.from(services.ids.random(16)).toString('hex'));
		await tx.emit(countedAgain(vote.of.poll));
		return;
	}
	await recountQuestion(services, tx, vote.of.question);
	const closed = await questionById(tx, vote.partnershipId, vote.id);
	if (election && closed) await settleCounted(tx, election, closed, at);
}

type Stated = Parameters<typeof statedPapers>[0];

const countedAgain = (poll: Poll): PollClosed => ({
	type: 'decisions.poll_closed',
	partnershipId: poll.partnershipId,
	meetingId: poll.meetingId,
	pollId: poll.id,
	itemId: poll.itemId,
});
