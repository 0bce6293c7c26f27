import type { DecisionEffect } from '#domain/decisions/poll.ts';
import type { WrittenManifest, WrittenOutcome, WrittenResult } from '#domain/decisions/written.ts';
import type { Choice } from '#domain/decisions/ballot.ts';
import type { UrnRecord } from '#domain/decisions/shown.ts';
import type { Text } from '#domain/kernel/text.ts';
import { can } from '#domain/partnerships/policy.ts';
import { bodiesIn } from '../meetings/meeting-store.ts';
import { meetingById } from '../meetings/meeting-store.ts';
import {
	bodyName,
	constitutionOf,
	organisationsOf,
	sectorsOf,
	standingOf,
} from '../partnerships/store.ts';
import { reading, type Reading, type Services } from '../platform/tx.ts';
import { decisionsOf } from './decision-store.ts';
import { presides } from './motion-acts.ts';
import type { Viewer } from './views.ts';
import { voteProxies, type VoteProxies } from './vote-proxies.ts';
import {
	answersOf,
	objectionsOf,
	procedureByNumber,
	proceduresOf,
	writtenElectors,
	type Objection,
	type Procedure,
	type WrittenAnswer,
	type WrittenElector,
} from './written-store.ts';
import { tickedSeats, urnRecordOf } from './urn-store.ts';

export interface WrittenLine {
	readonly number: string;
	readonly title: Text;
	readonly body: Text;
	readonly deadline: Date;
	/** `counting`: the deadline is over and nothing has been counted yet. */
	readonly state: 'open' | 'counting' | 'tied' | 'settled';
	readonly outcome: WrittenOutcome | null;
	readonly answered: number;
	readonly of: number;
}

/** The body of a line, by its clock and the database's: what is past its deadline takes no answer. */
export function stateNow(procedure: Procedure, now: Date): WrittenLine['state'] {
	return procedure.state === 'open' && now >= procedure.deadline ? 'counting' : procedure.state;
}

async function lineOf(tx: Reading, procedure: Procedure, now: Date): Promise<WrittenLine> {
	const electors = await writtenElectors(tx, procedure);
	const left = electors.filter(({ interest }) => interest !== null).map(({ seatId }) => seatId);
	const said =
		procedure.urnKey === null
			? (await answersOf(tx, procedure)).map(({ seatId }) => seatId)
			: [...(await tickedSeats(tx, procedure))];
	const answered = said.filter((seatId) => !left.includes(seatId)).length;
	return {
		number: procedure.number,
		title: procedure.title,
		body: await bodyName(tx, procedure.partnershipId, procedure.bodyId),
		deadline: procedure.deadline,
		state: stateNow(procedure, now),
		outcome: procedure.result?.outcome ?? null,
		answered: procedure.urnKey !== null && procedure.result ? procedure.result.answered : answered,
		of: electors.filter(({ personId, interest }) => personId !== null && interest === null).length,
	};
}

interface BodyToAsk {
	readonly id: string;
	readonly name: Text;
	readonly minDays: number;
	/** By its rules every vote is secret. */
	readonly secret: boolean;
}

/** Bodies for which the actor may put something in writing: they run its votes, and its rules allow it. */
async function bodiesToAsk(tx: Reading, { partnershipId, actor }: Viewer): Promise<BodyToAsk[]> {
	const found = [];
	for (const { id, name } of actor ? await bodiesIn(tx, partnershipId) : []) {
		if (!actor || !can(await standingOf(tx, actor, id), 'decisions.run_poll')) continue;
		const rules = (await constitutionOf(tx, partnershipId, id))?.rules;
		if (rules?.writtenProcedure.allowed)
			found.push({
				id,
				name,
				minDays: rules.writtenProcedure.minDays,
				secret: rules.ballot === 'secret',
			});
	}
	return found;
}

/** What was and is put in writing, the newest first. */
export async function writtenList(
	services: Pick<Services, 'db' | 'clock'>,
	viewer: Viewer,
): Promise<{ lines: WrittenLine[]; mayAsk: boolean }> {
	const now = services.clock.now();
	return reading(services, async (tx) => {
		const lines = [];
		for (const procedure of await proceduresOf(tx, viewer.partnershipId))
			lines.push(await lineOf(tx, procedure, now));
		return { lines, mayAsk: (await bodiesToAsk(tx, viewer)).length > 0 };
	});
}

/** What the form needs that puts something in writing; undefined for who may not. */
export async function writtenForm(
	services: Pick<Services, 'db'>,
	viewer: Viewer,
): Promise<
	| {
			bodies: BodyToAsk[];
			organisations: { id: string; name: Text }[];
	  }
	| undefined
> {
	return reading(services, async (tx) => {
		const bodies = await bodiesToAsk(tx, viewer);
		if (bodies.length === 0) return undefined;
		return { bodies, organisations: await organisationsOf(tx, viewer.partnershipId) };
	});
}

/** How a seat answered, by name: published with the result. */
export interface WrittenVote {
	readonly seatId: string;
	readonly name: string | null;
	/** Who carried it, where it was given to another. */
	readonly byProxy: string | null;
	readonly organisation: Text;
	readonly choice: Choice | null;
	readonly reason: string;
	readonly channel: WrittenAnswer['channel'] | null;
	/** It did not answer, and the rule counted it. */
	readonly silent: boolean;
	readonly tookNoPart: boolean;
}

export interface WrittenPage extends WrittenLine {
	readonly id: string;
	readonly text: Text;
	readonly effect: DecisionEffect;
	readonly openedAt: Date;
	readonly settledAt: Date | null;
	readonly rule: WrittenManifest['rule'];
	readonly manifestHash: string;
	/** The viewer's seats in it, their own before those that they carry, with what is recorded for each. */
	readonly mine: readonly {
		readonly seatId: string;
		readonly organisation: Text;
		/** Who gave them this vote; null for one of their own. */
		readonly principal: string | null;
		readonly answer: WrittenAnswer | null;
		readonly interest: WrittenElector['interest'];
		readonly objected: boolean;
		/** A ballot of it is in the urn. */
		readonly voted: boolean;
	}[];
	/** The viewer's seats whose vote another carries: what they can still say themselves. */
	readonly given: readonly {
		readonly seatId: string;
		readonly objected: boolean;
		readonly voted: boolean;
	}[];
	/** Whether the viewer carries the vote of another: one that is in the urn (`sealed`), or none that is. */
	readonly carries: 'sealed' | 'open' | null;
	/** What a ballot of a secret one is sealed to; null for a recorded one. */
	readonly publicKey: string | null;
	/** The opened urn of a secret one, once it is settled. */
	readonly urn: UrnRecord | null;
	/** They are of a seat whose organisation it benefits, and so are not asked. */
	readonly recused: boolean;
	/** Once it is settled; for nobody before. */
	readonly result: WrittenResult | null;
	readonly votes: readonly WrittenVote[];
	readonly sectors: readonly { readonly id: string; readonly name: Text }[];
	readonly objections: readonly (Objection & { readonly name: string | null })[];
	/** Who has not answered yet, for who enters answers. */
	readonly waiting:
		| readonly { readonly seatId: string; readonly name: string; readonly organisation: Text }[]
		| null;
	readonly mayClose: boolean;
	readonly mayCastVote: boolean;
	readonly decision: string | null;
	readonly meeting: { readonly slug: string; readonly startsAt: Date } | null;
	/** The proxies for it, for people of its body. */
	readonly proxies: VoteProxies | null;
}

/** One procedure by its number: its words and how many have answered for everybody, its result once it is settled. */
export async function writtenPage(
	services: Pick<Services, 'db' | 'clock'>,
	viewer: Viewer,
	number: string,
): Promise<WrittenPage | undefined> {
	const now = services.clock.now();
	return reading(services, async (tx) => {
		const { partnershipId, actor } = viewer;
		const procedure = await procedureByNumber(tx, partnershipId, number);
		if (!procedure) return undefined;
		const standing = actor && (await standingOf(tx, actor, procedure.bodyId));
		const electors = await writtenElectors(tx, procedure);
		const answers = new Map((await answersOf(tx, procedure)).map((each) => [each.seatId, each]));
		const objections = await objectionsOf(tx, procedure);
		const settled = procedure.state === 'settled';
		const line = await lineOf(tx, procedure, now);
		const recused = new Set(procedure.manifest.recused.map(({ seatId }) => seatId));
		const secret = procedure.urnKey !== null;
		const ticked = secret ? await tickedSeats(tx, procedure) : new Set<string>();
		const objected = (seatId: string) => objections.some((each) => each.seatId === seatId);
		const nameOf = (seatId: string) =>
			electors.find((each) => each.seatId === seatId)?.name ?? null;
		return {
			...line,
			id: procedure.id,
			text: procedure.text,
			effect: procedure.effect,
			openedAt: procedure.openedAt,
			settledAt: procedure.settledAt,
			rule: procedure.manifest.rule,
			manifestHash: procedure.manifestHash,
			mine: electors
				.filter(({ personId }) => actor !== null && personId === actor.personId)
				.sort((a, b) => Number(a.byProxy !== null) - Number(b.byProxy !== null))
				.map(({ seatId, organisation, interest, name, byProxy }) => ({
					seatId,
					organisation,
					principal: byProxy === null ? null : (name ?? ''),
					interest,
					answer: answers.get(seatId) ?? null,
					objected: objected(seatId),
					voted: ticked.has(seatId),
				})),
			given: electors.flatMap(({ seatId, ownerId, byProxy }) =>
				actor !== null && byProxy !== null && ownerId === actor.personId
					? [{ seatId, objected: objected(seatId), voted: ticked.has(seatId) }]
					: [],
			),
			carries: carriedBy(actor, electors, ticked),
			publicKey: procedure.manifest.urn?.publicKey ?? null,
			urn: (settled && secret && (await urnRecordOf(tx, procedure))) || null,
			recused: standing?.seats.some(({ seatId }) => recused.has(seatId)) ?? false,
			result: settled ? procedure.result : null,
			votes:
				settled &&
				!secret &&
				procedure.result?.outcome !== 'to_meeting' &&
				procedure.result?.outcome !== 'void'
					? votesOf(procedure, electors, answers)
					: [],
			sectors: (await sectorsOf(tx, partnershipId)).map(({ id, name }) => ({ id, name })),
			objections: objections.map((each) => ({ ...each, name: nameOf(each.seatId) })),
			waiting:
				line.state === 'open' && !secret && can(standing, 'decisions.record_ballot')
					? electors.flatMap(({ seatId, name, organisation, interest }) =>
							name !== null && interest === null && !answers.has(seatId)
								? [{ seatId, name, organisation }]
								: [],
						)
					: null,
			mayClose:
				can(standing, 'decisions.run_poll') &&
				(line.state === 'counting' || (line.state === 'open' && line.answered === line.of)),
			mayCastVote: standing !== null && line.state === 'tied' && presides(standing),
			decision: settled ? await decisionNumber(tx, procedure) : null,
			meeting: await reportedAt(tx, procedure),
			proxies: actor && (await voteProxies(tx, actor, procedure.id, now)),
		};
	});
}

function carriedBy(
	actor: Viewer['actor'],
	electors: readonly WrittenElector[],
	ticked: ReadonlySet<string>,
): WrittenPage['carries'] {
	const carried = electors.filter(
		({ personId, byProxy }) => actor !== null && byProxy !== null && personId === actor.personId,
	);
	if (carried.length === 0) return null;
	return carried.some(({ seatId }) => ticked.has(seatId)) ? 'sealed' : 'open';
}

function votesOf(
	{ result }: Procedure,
	electors: readonly WrittenElector[],
	answers: ReadonlyMap<string, WrittenAnswer>,
): WrittenVote[] {
	return electors.map(({ seatId, name, byProxy, organisation, interest }) => {
		const answer = interest === null ? answers.get(seatId) : undefined;
		return {
			seatId,
			name,
			byProxy,
			organisation,
			choice: answer?.choice ?? null,
			reason: answer?.reason ?? '',
			channel: answer?.channel ?? null,
			silent: result?.silent.includes(seatId) ?? false,
			tookNoPart: interest !== null,
		};
	});
}

async function decisionNumber(tx: Reading, procedure: Procedure): Promise<string | null> {
	const all = await decisionsOf(tx, procedure.partnershipId);
	return all.find(({ procedureId }) => procedureId === procedure.id)?.number ?? null;
}

async function reportedAt(tx: Reading, procedure: Procedure): Promise<WrittenPage['meeting']> {
	const { reported, partnershipId } = procedure;
	const meeting = reported && (await meetingById(tx, partnershipId, reported.meetingId));
	return meeting ? { slug: meeting.slug, startsAt: meeting.startsAt } : null;
}

/** All that a secret motion in writing leaves, for whoever checks it; undefined before it is settled and for a recorded one. */
export async function writtenBundle(
	services: Pick<Services, 'db'>,
	partnershipId: string,
	number: string,
): Promise<object | undefined> {
	return reading(services, async (tx) => {
		const procedure = await procedureByNumber(tx, partnershipId, number);
		const urn = procedure?.state === 'settled' ? await urnRecordOf(tx, procedure) : undefined;
		if (!procedure?.result || !urn) return undefined;
		const { manifest, manifestHash, result } = procedure;
		const withdrawn = result.withdrawn.map(({ seatId }) => seatId);
		const form = 'moothall-urn/1';
		return { form, manifest, manifestHash, ...urn, withdrawn, result: result.count };
	});
}

/** What was fixed when it was put; undefined for an unknown number. */
export async function writtenManifest(
	services: Pick<Services, 'db'>,
	partnershipId: string,
	number: string,
): Promise<WrittenManifest | undefined> {
	return reading(
		services,
		async (tx) => (await procedureByNumber(tx, partnershipId, number))?.manifest,
	);
}
