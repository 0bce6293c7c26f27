import type { Actor } from '#domain/kernel/actor.ts';
import { notFound } from '#domain/kernel/refusal.ts';
import { enterAction, type ActionSaid } from '../actions/commands.ts';
import { known } from '../meetings/entering.ts';
import { command, type Services } from '../platform/tx.ts';
import { maySee } from './access.ts';
import { decisionsOf } from './decision-store.ts';
import { motionById } from './motion-store.ts';

/** Enters an action that carries out a decision; the minutes of its meeting have it under the decision's item. Answers its number. */
export async function assignActionOf(
	services: Services,
	actor: Actor,
	input: ActionSaid & { decisionId: string },
	key?: string,
): Promise<string> {
	return command(
		services,
		actor,
		'decisions.assign_action',
		input.decisionId,
		async (tx) => {
			const decision = (await decisionsOf(tx, actor.partnershipId)).find(
				({ id }) => id === known(input.decisionId),
			);
			if (!decision || !(await maySee(tx, actor, decision))) throw notFound();
			const { bodyId, compartmentId, meetingId, motionId } = decision;
			const motion = motionId && (await motionById(tx, actor.partnershipId, motionId));
			const itemId = motion ? motion.itemId : null;
			return enterAction(
				tx,
				actor,
				{ bodyId, compartmentId, decisionId: decision.id, meetingId, itemId },
				input,
			);
		},
		key,
	);
}
