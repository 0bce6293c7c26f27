import type { MotionMoved } from '#domain/decisions/events.ts';
import type { WrittenOutcome } from '#domain/decisions/written.ts';
import { draftOfMotion, draftOfProcedure, setDraft } from '../partnerships/rules-draft-store.ts';
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

/**
 * The same of rules that were put in writing: adopted when they are carried. What was not carried, and is not called to a meeting,
 * may be put again.
 */
export async function settleWrittenRules(
	tx: Tx,
	of: { readonly partnershipId: string; readonly id: string },
	outcome: WrittenOutcome,
): Promise<void> {
	const draft = await draftOfProcedure(tx, of.partnershipId, of.id);
	if (!draft) return;
	const { partnershipId } = of;
	if (outcome === 'carried') await adoptDraft(tx, partnershipId, draft.id);
	else if (outcome === 'not_carried' || outcome === 'too_few')
		await setDraft(tx, { partnershipId, id: draft.id }, { procedureId: null });
}
