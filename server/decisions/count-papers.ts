import { Buffer } from 'node:buffer';
import type { Actor } from '#domain/kernel/actor.ts';
import { Refusal } from '#domain/kernel/refusal.ts';
import type { PollClosed } from '#domain/decisions/events.ts';
import { countedAlike, paperTotalsFrom, type PaperRecord } from '#domain/decisions/paper-totals.ts';
import { peopleIn } from '../partnerships/person-store.ts';
import { command, type Services, type Tx } from '../platform/tx.ts';
import { recount } from './close-poll.ts';
import { teller } from './papers.ts';
import { paperCounts, paperEntry, putPaperCount, statePapers } from './paper-store.ts';
import { lockPoll, type Poll } from './poll-store.ts';
import { urnRecordOf } from './urn-store.ts';

/**
 * A teller enters what they counted, by themselves, once the urn is closed: somebody who runs votes or enters them. Totals must
 * add up to the papers given out, and agree with those of another teller, else they are refused and nothing changes
 * (`decisions.paper_sum`, `decisions.paper_differ`). With two alike the vote is counted anew with them.
 */
export async function countPapers(
	services: Services,
	actor: Actor,
	input: { pollId: string; typed: (field: string) => unknown },
): Promise<{ agreed: boolean }> {
	return command(services, actor, 'decisions.count_papers', input.pollId, async (tx) => {
		await teller(tx, actor, input.pollId);
		const at = await lockPoll(tx, input.pollId, 'alone');
		const { poll } = await teller(tx, actor, input.pollId);
		const paper = await papersToCount(tx, poll);
		// Two have counted alike: that is the count.
		if (paper.totals) return { agreed: true };
		const { seats } = paper;
		const totals = paperTotalsFrom(input.typed, seats.length);
		const others = (await paperCounts(tx, poll)).filter(
			({ tellerId }) => tellerId !== actor.personId,
		);
		const same = others.find((other) => countedAlike(other.totals, totals));
		const entered = await paperEntry(tx, poll);
		if ((others.length > 0 && !same) || (entered && !countedAlike(entered.totals, totals)))
			throw new Refusal('decisions.paper_differ', {}, 'paper-for');
		await putPaperCount(tx, poll, { tellerId: actor.personId, totals, at });
		if (!same) return { agreed: false };
		const people = await peopleIn(tx, poll.partnershipId);
		const tellers = [same.tellerId, actor.personId].map(
			(tellerId) => people.find(({ id }) => id === tellerId)?.code ?? '',
		);
		await countWithPapers(services, tx, poll, { seats, totals, tellers });
		return { agreed: true };
	});
}

/** The papers in the closing record. Refuses while the vote is open, once its result is shown, a void one and one without papers. */
export async function papersToCount(tx: Tx, poll: Poll): Promise<PaperRecord> {
	const record = await urnRecordOf(tx, poll);
	if (poll.voided !== null) throw new Refusal('decisions.poll_void');
	if (poll.state.state === 'open') throw new Refusal('decisions.paper_open');
	if (!record?.paper) throw new Refusal('decisions.paper_none');
	if (poll.state.state === 'shown') throw new Refusal('decisions.result_shown');
	return record.paper;
}

/** States the papers in the closing record and counts the vote anew with them. */
export async function countWithPapers(
	services: Services,
	tx: Tx,
	poll: Poll,
	paper: PaperRecord,
): Promise<void> {
	await statePapers(tx, poll, paper);
	await recount(tx, poll, Buffer.from(services.ids.random(16)).toString('hex'));
	const event: PollClosed = {
		type: 'decisions.poll_closed',
		partnershipId: poll.partnershipId,
		meetingId: poll.meetingId,
		pollId: poll.id,
		itemId: poll.itemId,
	};
	await tx.emit(event);
}
