import type { Actor } from '#domain/kernel/actor.ts';
import { Refusal } from '#domain/kernel/refusal.ts';
import type { Text } from '#domain/kernel/text.ts';
import type { Asked } from '#domain/decisions/question.ts';
import { can, type Act } from '#domain/partnerships/policy.ts';
import type { Standing } from '#domain/partnerships/standing.ts';
import type { Reading } from '../platform/tx.ts';
import { pollFor } from './access.ts';
import { candidatesOf, electionOfQuestion } from './election-store.ts';
import { pollAnywhere, type Poll } from './poll-store.ts';
import { questionFor } from './question-access.ts';
import { questionRoll } from './question-roll.ts';
import type { Question } from './question-store.ts';
import { rollOf, type NamedElector } from './roll-store.ts';
import type { Counted } from './secret-classes.ts';

/** A vote that papers may be given out in: on a motion, or a question with options, of an election too. */
export interface PaperVote {
	readonly partnershipId: string;
	readonly id: string;
	readonly bodyId: string;
	readonly meetingId: string | null;
	readonly title: Text;
	/** Whether it takes papers. */
	readonly paper: boolean;
	/** What is asked; null for a motion. */
	readonly asked: Asked | null;
	readonly manifest: Counted;
	readonly state: 'open' | 'closed' | 'shown';
	readonly voided: boolean;
	readonly closedAt: Date | null;
	/** When it is closed by the clock. */
	readonly closesAt: Date | null;
	/** The vote itself. */
	readonly of:
		| { readonly is: 'motion'; readonly poll: Poll }
		| { readonly is: 'question'; readonly question: Question };
}

/** The vote, for somebody who may do the act on it. Refuses as not found what is of elsewhere or exempt to them, and a draft. */
export async function paperVoteFor(
	tx: Reading,
	actor: Actor,
	id: string,
	act: Act,
): Promise<{ vote: PaperVote; standing: Standing }> {
	if (await pollOf(tx, id)) {
		const { poll, standing } = await pollFor(tx, actor, id, act);
		return { vote: ofPoll(poll), standing };
	}
	const { question, standing } = await questionFor(tx, actor, id, act);
	return { vote: ofQuestion(question), standing };
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const pollOf = async (tx: Reading, id: string) =>
	uuid.test(id) ? pollAnywhere(tx, id) : undefined;

/** The same for somebody who may count papers by themselves or enter them for others: who runs votes, or enters them. */
export async function teller(
	tx: Reading,
	actor: Actor,
	id: string,
): Promise<{ vote: PaperVote; standing: Standing }> {
	const found = await paperVoteFor(tx, actor, id, 'live.follow');
	if (!countsPapers(found.standing)) throw new Refusal('kernel.not_allowed');
	return found;
}

/** The same for somebody who may have been named as a teller: whoever may follow the vote. */
export const followedPapers = (
	tx: Reading,
	actor: Actor,
	id: string,
): Promise<{ vote: PaperVote; standing: Standing }> => paperVoteFor(tx, actor, id, 'live.follow');

/** Who stands in the election whose vote it is, and so has nothing to do with counting it. */
export async function standingIn(tx: Reading, vote: PaperVote): Promise<Set<string>> {
	const election =
		vote.of.is === 'question' && vote.of.question.kind === 'election'
			? await electionOfQuestion(tx, vote)
			: undefined;
	const candidates = election ? await candidatesOf(tx, election) : [];
	return new Set(
		candidates.flatMap(({ state, personId }) => (state === 'standing' ? [personId] : [])),
	);
}

export const countsPapers = (standing: Standing): boolean =>
	can(standing, 'decisions.run_poll') || can(standing, 'decisions.record_ballot');

export function ofPoll(poll: Poll): PaperVote {
	const { state } = poll;
	return {
		partnershipId: poll.partnershipId,
		id: poll.id,
		bodyId: poll.bodyId,
		meetingId: poll.meetingId,
		title: poll.manifest.motion.title,
		paper: poll.manifest.urn?.paper === true,
		asked: null,
		manifest: poll.manifest,
		state: state.state,
		voided: poll.voided !== null,
		closedAt: state.state === 'open' ? null : state.closedAt,
		closesAt: null,
		of: { is: 'motion', poll },
	};
}

/** A question that has not been opened has no papers, and no roll. */
export function ofQuestion(question: Question): PaperVote {
	const { manifest, state } = question;
	return {
		partnershipId: question.partnershipId,
		id: question.id,
		bodyId: question.bodyId,
		meetingId: question.meetingId,
		title: question.asked.title,
		paper: manifest?.urn?.paper === true,
		asked: manifest?.asked ?? question.asked,
		manifest: manifest ?? { rule: {}, roll: [] },
		state: state === 'shown' ? 'shown' : question.closedAt ? 'closed' : 'open',
		voided: question.voided !== null,
		closedAt: question.closedAt,
		closesAt: question.closesAt,
		of: { is: 'question', question },
	};
}

export const rollOfVote = (tx: Reading, { of }: PaperVote): Promise<NamedElector[]> =>
	of.is === 'motion' ? rollOf(tx, of.poll) : questionRoll(tx, of.question);
