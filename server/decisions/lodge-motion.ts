import type { Text } from '#domain/kernel/text.ts';
import type { DecisionEffect } from '#domain/decisions/poll.ts';
import type { DecisionClass } from '#domain/partnerships/constitution.ts';
import type { Tx } from '../platform/tx.ts';
import { insertMotion } from './motion-store.ts';
import { hashOf } from './text-hash.ts';

/** Puts a motion down under an item of a meeting, before or after its agenda is published. Returns its id. */
export async function lodgeMotion(
	tx: Tx,
	motion: {
		partnershipId: string;
		meetingId: string;
		itemId: string;
		/** The partnership's own short name for it, once a meeting. */
		code: string;
		title: Text;
		text: Text;
		decisionClass: DecisionClass;
		effect: DecisionEffect;
		moverPersonId?: string;
		compartmentId?: string;
		/** ISO date. */
		noticeGivenOn?: string;
		/** Ids of organisations that it benefits: their people take no part in deciding it, unless they declare otherwise. */
		beneficiaries?: readonly string[];
	},
): Promise<{ motionId: string }> {
	const id = tx.uuid();
	await insertMotion(tx, {
		...motion,
		id,
		moverPersonId: motion.moverPersonId ?? null,
		compartmentId: motion.compartmentId ?? null,
		noticeGivenOn: motion.noticeGivenOn ?? null,
		textHash: hashOf(motion.text),
		beneficiaries: motion.beneficiaries ?? [],
	});
	return { motionId: id };
}
