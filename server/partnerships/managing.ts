import type { Actor } from '#domain/kernel/actor.ts';
import type { RightsChanged } from '#domain/partnerships/events.ts';
import { Refusal } from '#domain/kernel/refusal.ts';
import { can, type Act } from '#domain/partnerships/policy.ts';
import { ageSessions } from '../accounts/session.ts';
import { command, type Reading, type Services, type Tx } from '../platform/tx.ts';
import { boardId, standingOf } from './store.ts';

/** Whether the person runs the partnership: by their roles on its board. */
export async function mayDo(tx: Reading, actor: Actor, act: Act): Promise<boolean> {
	const board = await boardId(tx, actor.partnershipId);
	return board !== undefined && can(await standingOf(tx, actor, board), act);
}

/** One command of somebody who runs the partnership. Refuses `kernel.not_allowed` for everybody else. */
export function managing<T>(
	services: Services,
	actor: Actor,
	right: Act,
	act: string,
	subject: string,
	work: (tx: Tx) => Promise<T>,
): Promise<T> {
	return command(services, actor, act, subject, async (tx) => {
		if (!(await mayDo(tx, actor, right))) throw new Refusal('kernel.not_allowed');
		return work(tx);
	});
}

/**
 * Says that a person's rights changed: their sockets are judged again, and before the next act that needs it they show
 * again who they are. Nothing for somebody without an account.
 */
export async function rightsChanged(
	tx: Tx,
	partnershipId: string,
	personId: string,
): Promise<void> {
	const row = await tx.db
		.selectFrom('person')
		.select('account_id')
		.where('partnership_id', '=', partnershipId)
		.where('id', '=', personId)
		.executeTakeFirst();
	if (!row?.account_id) return;
	await ageSessions(tx, row.account_id);
	const event: RightsChanged = {
		type: 'partnerships.rights_changed',
		partnershipId,
		accountId: row.account_id,
	};
	await tx.emit(event);
}
