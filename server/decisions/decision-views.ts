import type { DecisionEffect } from '#domain/decisions/poll.ts';
import type { Text } from '#domain/kernel/text.ts';
import { can } from '#domain/partnerships/policy.ts';
import { itemsOf } from '../meetings/item-store.ts';
import { meetingById } from '../meetings/meeting-store.ts';
import { peopleIn } from '../partnerships/person-store.ts';
import { bodyName, organisationsOf, standingOf, votingSeats } from '../partnerships/store.ts';
import { reading, type Reading, type Services } from '../platform/tx.ts';
import { maySee } from './access.ts';
import {
	decisionsOf,
	ratificationsOf,
	type Decision,
	type Ratification,
} from './decision-store.ts';
import { motionById } from './motion-store.ts';
import { pollById } from './poll-store.ts';
import { procedureById, writtenElectors } from './written-store.ts';
import type { Viewer } from './views.ts';

export interface DecisionLine {
	readonly id: string;
	readonly number: string;
	readonly title: Text;
	readonly effect: DecisionEffect;
	readonly decidedAt: Date;
	readonly settledBy: Decision['settledBy'];
	readonly takenBack: boolean;
	/** Of those asked to ratify, how many have, and how many declined; null where nobody was asked. */
	readonly ratified: { readonly asked: number; readonly yes: number; readonly no: number } | null;
}

export interface DecisionFilter {
	readonly effect: string;
	readonly year: string;
	/** Words that its title or text must hold, in any case. */
	readonly words: string;
}

/** The register: what the viewer may see of the decisions, the newest first, and the years there are. */
export async function decisionRegister(
	services: Pick<Services, 'db'>,
	viewer: Viewer,
	filter: DecisionFilter,
): Promise<{ lines: DecisionLine[]; years: string[] }> {
	return reading(services, async (tx) => {
		const all: Decision[] = [];
		for (const decision of await decisionsOf(tx, viewer.partnershipId))
			if (await maySee(tx, viewer.actor, decision)) all.push(decision);
		const answers = await ratificationsOf(tx, viewer.partnershipId);
		const year = ({ number }: Decision) => number.split('/')[0] ?? '';
		const sought = filter.words.trim().toLocaleLowerCase();
		const holds = ({ title, text, number }: Decision) =>
			[title.en, title.cy, text.en, text.cy, number].some((words) =>
				words?.toLocaleLowerCase().includes(sought),
			);
		return {
			years: [...new Set(all.map(year))],
			lines: all
				.filter(
					(decision) =>
						(filter.effect === '' || decision.effect === filter.effect) &&
						(filter.year === '' || year(decision) === filter.year) &&
						(sought === '' || holds(decision)),
				)
				.map((decision) => lineOf(decision, answers)),
		};
	});
}

function lineOf(decision: Decision, answers: readonly Ratification[]): DecisionLine {
	const asked = answers.filter(({ decisionId }) => decisionId === decision.id);
	const said = (answer: Ratification['answer']) =>
		asked.filter((each) => each.answer === answer).length;
	return {
		id: decision.id,
		number: decision.number,
		title: decision.title,
		effect: decision.effect,
		decidedAt: decision.decidedAt,
		settledBy: decision.settledBy,
		takenBack: decision.takenBackAt !== null,
		ratified:
			asked.length === 0
				? null
				: { asked: asked.length, yes: said('ratified'), no: said('declined') },
	};
}

export interface DecisionPage extends DecisionLine {
	readonly text: Text;
	readonly reasons: string;
	readonly options: string;
	readonly body: Text;
	/** Null for one taken in writing between meetings, whose number is then `written`. */
	readonly meeting: { readonly slug: string; readonly startsAt: Date } | null;
	readonly written: string | null;
	readonly item: number | null;
	readonly motionCode: string | null;
	/** The vote, once its result has been shown. */
	readonly pollId: string | null;
	/** Names of those who took no part for an interest. */
	readonly recused: readonly string[];
	readonly ratifications: readonly (Ratification & {
		readonly organisation: Text;
		/** Whether the viewer may enter its answer. */
		readonly mine: boolean;
	})[];
	readonly keeps: boolean;
}

/** A decision by its number's parts; undefined for one that is not there or not for the viewer. */
export async function decisionPage(
	services: Pick<Services, 'db'>,
	viewer: Viewer,
	number: string,
): Promise<DecisionPage | undefined> {
	return reading(services, async (tx) => {
		const { partnershipId, actor } = viewer;
		const decision = (await decisionsOf(tx, partnershipId)).find((each) => each.number === number);
		if (!decision || !(await maySee(tx, actor, decision))) return undefined;
		const taken = await takenAt(tx, decision);
		if (!taken) return undefined;
		const standing = actor && (await standingOf(tx, actor, decision.bodyId));
		const keeps = can(standing, 'meetings.edit_minutes');
		const answers = await ratificationsOf(tx, partnershipId, decision.id);
		const organisations = await organisationsOf(tx, partnershipId);
		const own = (await votingSeats(tx, partnershipId, decision.bodyId))
			.filter(({ holderId }) => actor !== null && holderId === actor.personId)
			.map(({ organisationId }) => organisationId);
		return {
			...lineOf(decision, answers),
			text: decision.text,
			reasons: decision.reasons,
			options: decision.options,
			body: await bodyName(tx, partnershipId, decision.bodyId),
			...taken,
			pollId: decision.pollId,
			ratifications: answers.map((answer) => ({
				...answer,
				organisation: organisations.find(({ id }) => id === answer.organisationId)?.name ?? {},
				mine: keeps || own.includes(answer.organisationId),
			})),
			keeps,
		};
	});
}

type Taken = Pick<DecisionPage, 'meeting' | 'written' | 'item' | 'motionCode' | 'recused'>;

/** Where it was taken: at a meeting, or in writing between meetings. */
async function takenAt(tx: Reading, decision: Decision): Promise<Taken | undefined> {
	const { partnershipId, meetingId, motionId, procedureId } = decision;
	if (procedureId !== null) {
		const procedure = await procedureById(tx, partnershipId, procedureId);
		if (!procedure) return undefined;
		const asked = new Map(
			(await writtenElectors(tx, procedure)).map(({ seatId, name }) => [seatId, name]),
		);
		const codes = procedure.manifest.recused.flatMap(({ person }) => person ?? []);
		return {
			meeting: null,
			written: procedure.number,
			item: null,
			motionCode: null,
			recused: [
				...(await namesOf(tx, partnershipId, codes)),
				...(procedure.result?.withdrawn ?? []).flatMap(({ seatId }) => asked.get(seatId) ?? []),
			],
		};
	}
	const meeting = meetingId && (await meetingById(tx, partnershipId, meetingId));
	const motion = motionId && (await motionById(tx, partnershipId, motionId));
	if (!meeting || !motion) return undefined;
	const poll = decision.pollId && (await pollById(tx, partnershipId, decision.pollId));
	const recused = poll ? poll.manifest.recused?.flatMap(({ person }) => person ?? []) : [];
	const item = (await itemsOf(tx, partnershipId, meeting.id)).find(
		({ id }) => id === motion.itemId,
	);
	return {
		meeting: { slug: meeting.slug, startsAt: meeting.startsAt },
		written: null,
		item: item?.number ?? null,
		motionCode: motion.code,
		recused: await namesOf(tx, partnershipId, recused ?? []),
	};
}

/** The names of people by their codes. */
async function namesOf(
	tx: Reading,
	partnershipId: string,
	codes: readonly string[],
): Promise<string[]> {
	return (await peopleIn(tx, partnershipId)).flatMap(({ code, name }) =>
		codes.includes(code) ? [name] : [],
	);
}
