import type { Actor } from '#domain/kernel/actor.ts';
import { Refusal } from '#domain/kernel/refusal.ts';
import type { MotionState } from '#domain/decisions/motion.ts';
import { can } from '#domain/partnerships/policy.ts';
import { attendingNow } from '../meetings/attendance-store.ts';
import { known } from '../meetings/entering.ts';
import { command, type Services } from '../platform/tx.ts';
import { motionFor, moveMotion } from './motion-acts.ts';

/**
 * Moves or seconds a motion for oneself, or (who runs the vote or keeps the roll) for somebody else. Refuses who is not there
 * in a seat (`decisions.seat_not_present`), a seconder who moved it (`decisions.seconds_own`), a second mover
 * (`decisions.moved_already`) and what the machine does not admit.
 */
export async function proposeMotion(
	services: Services,
	actor: Actor,
	input: { meetingId: string; motionId: string; as: unknown; personId?: string | undefined },
	key?: string,
): Promise<{ state: MotionState }> {
	const as = (['mover', 'seconder'] as const).find((each) => each === input.as);
	if (!as) throw new Refusal('decisions.choose_act', {}, 'as');
	return command(
		services,
		actor,
		'decisions.propose_motion',
		input.motionId,
		async (tx) => {
			const { meeting, motion, standing } = await motionFor(tx, actor, input, 'decisions.propose');
			const personId = input.personId === undefined ? actor.personId : known(input.personId);
			if (
				personId !== actor.personId &&
				!can(standing, 'decisions.record_ballot') &&
				!can(standing, 'decisions.run_poll')
			)
				throw new Refusal('kernel.not_allowed');
			const there = (await attendingNow(tx, meeting)).find((each) => each.personId === personId);
			if (!there?.seatId) throw new Refusal('decisions.seat_not_present', {}, 'personId');
			if (as === 'mover') {
				if (motion.moverPersonId !== null && motion.moverPersonId !== personId)
					throw new Refusal('decisions.moved_already', {}, 'personId');
				const by = { byPersonId: personId, moverPersonId: personId };
				return { state: await moveMotion(tx, motion, 'move', by) };
			}
			if (motion.moverPersonId === personId)
				throw new Refusal('decisions.seconds_own', {}, 'personId');
			const by = { byPersonId: personId, seconderPersonId: personId };
			return { state: await moveMotion(tx, motion, 'second', by) };
		},
		key,
	);
}
