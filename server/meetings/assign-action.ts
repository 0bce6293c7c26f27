import type { Actor } from '#domain/kernel/actor.ts';
import { notFound } from '#domain/kernel/refusal.ts';
import { enterAction, type ActionSaid } from '../actions/commands.ts';
import { mayEnter } from '../compartments/views.ts';
import { command, type Services } from '../platform/tx.ts';
import { entering } from './entering.ts';
import { itemsOf } from './item-store.ts';

/**
 * Enters an action that a meeting agreed, under the item that it is at (the last one that was opened); the minutes have it
 * there. One of an exempt item stays inside its compartment. Answers its number.
 */
export async function assignActionAt(
	services: Services,
	actor: Actor,
	input: ActionSaid & { meetingId: string },
	key?: string,
): Promise<string> {
	return command(
		services,
		actor,
		'meetings.assign_action',
		input.meetingId,
		async (tx) => {
			const { meeting } = await entering(tx, actor, input.meetingId, 'actions.assign');
			const item = (await itemsOf(tx, actor.partnershipId, meeting.id))
				.filter(({ openedAt }) => openedAt !== null)
				.toSorted((a, b) => Number(b.openedAt) - Number(a.openedAt))[0];
			const compartmentId = item?.compartmentId ?? null;
			if (compartmentId !== null && !(await mayEnter(tx, actor, compartmentId))) throw notFound();
			return enterAction(
				tx,
				actor,
				{
					bodyId: meeting.bodyId,
					compartmentId,
					decisionId: null,
					meetingId: meeting.id,
					itemId: item?.id ?? null,
				},
				input,
			);
		},
		key,
	);
}
