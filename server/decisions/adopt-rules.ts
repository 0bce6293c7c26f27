import type { MotionMoved } from '#domain/decisions/events.ts';
import { draftOfMotion } from '../partnerships/rules-draft-store.ts';
import { adoptDraft, unadoptDraft } from '../partnerships/rules-drafts.ts';
import type { Tx } from '../platform/tx.ts';

/** Rules that a motion proposed are adopted when it is carried, in the same transaction; and not, if the chair rules otherwise. */
export async function adoptDecidedRules(tx: Tx, event: MotionMoved): Promise<void> {
	const { partnershipId, motionId, act, to } = event;
	if (to !== 'carried' && act !== 'override') return;
	const draft = await draftOfMotion(tx, partnershipId, motionId);
	if (!draft) return;
	if (to === 'carried') await adoptDraft(tx, partnershipId, draft.id);
	else await unadoptDraft(tx, partnershipId, draft.id);
}
