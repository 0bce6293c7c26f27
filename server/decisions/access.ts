import type { Actor } from '#domain/kernel/actor.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import { can, type Act } from '#domain/partnerships/policy.ts';
import type { Standing } from '#domain/partnerships/standing.ts';
import { mayEnter } from '../compartments/views.ts';
import { standingOf } from '../partnerships/store.ts';
import type { Reading } from '../platform/tx.ts';
import { pollById, pollHead, type Poll, type PollHead } from './poll-store.ts';

/** Whether somebody may see a motion or poll: all may, unless it belongs to an exempt item. */
export async function maySee(
	tx: Reading,
	actor: Actor | null,
	thing: { compartmentId: string | null },
): Promise<boolean> {
	return thing.compartmentId === null || (await mayEnter(tx, actor, thing.compartmentId));
}

/** What the actor is on the body, if that lets them do the act. Strangers to the body find nothing; others are told they may not. */
async function standingFor(tx: Reading, actor: Actor, bodyId: string, act: Act): Promise<Standing> {
	const standing = await standingOf(tx, actor, bodyId);
	if (!standing) throw notFound();
	if (!can(standing, act)) throw new Refusal('kernel.not_allowed');
	return standing;
}

/** What casting needs of the poll, for somebody who may do the act on it. Refuses as not found what is of elsewhere or exempt to them. */
export async function headFor(
	tx: Reading,
	actor: Actor,
	pollId: string,
	act: Act,
): Promise<{ poll: PollHead; standing: Standing }> {
	const poll = await pollHead(tx, actor.partnershipId, pollId);
	if (!poll || !(await maySee(tx, actor, poll))) throw notFound();
	return { poll, standing: await standingFor(tx, actor, poll.bodyId, act) };
}

/** The poll, for somebody who may do the act on it. Refuses as not found what is of elsewhere or exempt to them. */
export async function pollFor(
	tx: Reading,
	actor: Actor,
	pollId: string,
	act: Act,
): Promise<{ poll: Poll; standing: Standing }> {
	const poll = await pollById(tx, actor.partnershipId, pollId);
	if (!poll || !(await maySee(tx, actor, poll))) throw notFound();
	return { poll, standing: await standingFor(tx, actor, poll.bodyId, act) };
}
