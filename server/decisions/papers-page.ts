import type { Actor } from '#domain/kernel/actor.ts';
import { Refusal } from '#domain/kernel/refusal.ts';
import type { Text } from '#domain/kernel/text.ts';
import type { GivenPapers } from '#domain/decisions/paper-totals.ts';
import type { Asked } from '#domain/decisions/question.ts';
import { can } from '#domain/partnerships/policy.ts';
import { namesIn } from '../partnerships/person-store.ts';
import { sectorsOf } from '../partnerships/store.ts';
import { reading, type Services } from '../platform/tx.ts';
import { givenOf } from './papers.ts';
import { paperCounts, paperEntry, papersOut } from './paper-store.ts';
import { mayBeNamed, tellersFor, type EnteredPapers } from './paper-tellers.ts';
import { countsPapers, followedPapers, rollOfVote, standingIn } from './paper-vote.ts';
import { namedFor } from './roll-store.ts';
import { classOf, countsSectors } from './secret-classes.ts';
import { urnRecordOf } from './urn-store.ts';

/** The papers of a vote as their page shows them. */
export interface PapersPage {
	readonly pollId: string;
	readonly title: Text;
	/** What is asked; null for a motion. */
	readonly asked: Asked | null;
	/** Whether it is a vote of an election, for which papers are handed in rather than given out. */
	readonly election: boolean;
	readonly state: 'open' | 'closed' | 'shown';
	/** By class: what is counted apart, in the order of the roll. One class "all" where nothing is. */
	readonly given: readonly GivenPapers[];
	/** What each class is: a sector, a weight, or both. One where nothing is counted apart. */
	readonly groups: Readonly<Record<string, { sector: Text | null; weight: string | null }>>;
	/** The roll while the vote is open; whether they have a paper, and of which class it is. */
	readonly lines: readonly {
		readonly seatId: string;
		readonly name: string | null;
		readonly organisation: Text;
		readonly has: boolean;
		readonly of: string;
	}[];
	readonly mayGive: boolean;
	/** Whether the reader has counted, whether another has, and whether two have alike. */
	readonly mine: boolean;
	readonly another: boolean;
	readonly agreed: boolean;
	/** Whether the reader stands in the election, and so may not count. */
	readonly stands: boolean;
	/** Whether the reader may count or enter them; a teller who was named sees what they are to stand for, and no more. */
	readonly mayCount: boolean;
	/** Who may be named as a teller. */
	readonly present: readonly { readonly personId: string; readonly name: string }[];
	/** Totals entered for two tellers, who do not both stand for them yet. */
	readonly entered: EnteredPapers | null;
}

/** The papers of a secret vote, for those who give them out, count them or were named as their tellers; undefined for a vote without. */
export async function papersPage(
	services: Pick<Services, 'db'>,
	actor: Actor,
	pollId: string,
): Promise<PapersPage | undefined> {
	return reading(services, async (tx) => {
		const { vote, standing } = await followedPapers(tx, actor, pollId);
		if (!vote.paper || vote.voided) return undefined;
		const entry = await paperEntry(tx, vote);
		const keeps = countsPapers(standing);
		if (!keeps && !entry?.tellers.some(({ personId }) => personId === actor.personId))
			throw new Refusal('kernel.not_allowed');
		const stands = (await standingIn(tx, vote)).has(actor.personId);
		const mayCount = keeps && !stands;
		const names = await namesIn(tx, vote.partnershipId);
		const out = await papersOut(tx, vote);
		const counts = await paperCounts(tx, vote);
		const record = await urnRecordOf(tx, vote);
		const sectors = new Map(
			(await sectorsOf(tx, vote.partnershipId)).map(({ code, name }) => [code, name]),
		);
		const bySector = countsSectors(vote.manifest);
		return {
			pollId: vote.id,
			title: vote.title,
			asked: vote.asked,
			election: vote.of.is === 'question' && vote.of.question.kind === 'election',
			state: vote.state,
			given: givenOf(vote.manifest, out),
			groups: Object.fromEntries(
				vote.manifest.roll
					.filter(({ present }) => present)
					.map(({ seatId, sector, weight }) => [
						classOf(vote.manifest, seatId),
						{ sector: (bySector && sectors.get(sector ?? '')) || null, weight: weight ?? null },
					]),
			),
			lines:
				vote.state === 'open' && keeps
					? (await rollOfVote(tx, vote))
							.filter(({ present }) => present)
							.map((seat) => ({
								seatId: seat.seatId,
								name: namedFor(seat).name,
								organisation: seat.organisationName,
								has: out.has(seat.seatId),
								of: classOf(vote.manifest, seat.seatId),
							}))
					: [],
			mayGive: can(standing, 'decisions.record_ballot'),
			mine: counts.some(({ tellerId }) => tellerId === actor.personId),
			another: counts.some(({ tellerId }) => tellerId !== actor.personId),
			agreed: record?.paper?.totals != null,
			stands,
			mayCount,
			present: (mayCount ? [...(await mayBeNamed(tx, vote))] : [])
				.map((personId) => ({ personId, name: names.get(personId) ?? '' }))
				.sort((a, b) => a.name.localeCompare(b.name)),
			entered: entry
				? {
						totals: entry.totals,
						by: names.get(entry.enteredById) ?? '',
						tellers: await tellersFor(tx, actor, { vote, standing }, entry),
					}
				: null,
		};
	});
}
