import type { Actor } from '#domain/kernel/actor.ts';
import type { Text } from '#domain/kernel/text.ts';
import { isSettled } from '#domain/decisions/motion.ts';
import { reading, type Services } from '../platform/tx.ts';
import { maySee } from './access.ts';
import { motionById } from './motion-store.ts';
import { notReopenedIn, type NotReopened } from './poll-store.ts';

/** The votes of a meeting that were made void and could not be taken again by themselves, for the desk of who runs them. */
export async function votesNotReopened(
	services: Pick<Services, 'db'>,
	actor: Actor,
	meetingId: string,
): Promise<{ code: string; title: Text; why: NotReopened }[]> {
	return reading(services, async (tx) => {
		const found = [];
		for (const each of await notReopenedIn(tx, actor.partnershipId, meetingId)) {
			const motion = await motionById(tx, actor.partnershipId, each.motionId);
			if (motion && !isSettled(motion.state) && (await maySee(tx, actor, each)))
				found.push({ code: motion.code, title: motion.title, why: each.why });
		}
		return found;
	});
}
