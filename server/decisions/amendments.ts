import type { Actor } from '#domain/kernel/actor.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import type { Locale } from '#domain/kernel/text.ts';
import type { AmendmentChanged } from '#domain/decisions/events.ts';
import { isOpenToChange } from '#domain/decisions/motion.ts';
import { changesBetween, movedOver, withChanges } from '#domain/decisions/text-changes.ts';
import { can } from '#domain/partnerships/policy.ts';
import { command, type Services, type Tx } from '../platform/tx.ts';
import {
	amendmentsOf,
	insertAmendment,
	rewordAmendment,
	settleAmendmentRow,
	swapPositions,
	type Amendment,
} from './amendment-store.ts';
import { amendmentVoteUnderWay } from './poll-store.ts';
import { motionFor } from './motion-acts.ts';
import { putVersion, type Motion } from './motion-store.ts';
import { hashOf } from './text-hash.ts';

const longest = 10_000;

interface OfMotion {
	meetingId: string;
	motionId: string;
}

/**
 * Proposes other words for a motion, or for an amendment of it. Refuses an empty text, one that changes nothing, one of over
 * 10,000 signs, and a motion whose words are settled or being voted on (`decisions.motion_not_now`).
 */
export async function proposeAmendment(
	services: Services,
	actor: Actor,
	input: OfMotion & { text: unknown; locale: Locale; parentId?: string | undefined },
	key?: string,
): Promise<{ amendmentId: string }> {
	const text = typeof input.text === 'string' ? input.text.replaceAll('\r\n', '\n').trim() : '';
	if (text === '') throw new Refusal('decisions.amendment_empty', {}, 'text');
	if (text.length > longest) throw new Refusal('decisions.text_long', { most: longest }, 'text');
	return command(
		services,
		actor,
		'decisions.propose_amendment',
		input.motionId,
		async (tx) => {
			const { motion } = await motionFor(tx, actor, input, 'decisions.propose');
			await assertOpen(tx, motion);
			const parent =
				input.parentId === undefined ? null : await proposedIn(tx, motion, input.parentId);
			const locale = parent?.locale ?? localeOf(motion, input.locale);
			const baseText = parent ? parent.text : (motion.text[locale] ?? '');
			if (text === baseText.trim()) throw new Refusal('decisions.amendment_same', {}, 'text');
			const amendmentId = await insertAmendment(tx, {
				partnershipId: motion.partnershipId,
				motionId: motion.id,
				parentId: parent?.id ?? null,
				baseVersion: motion.version,
				baseText,
				text,
				locale,
				proposerPersonId: actor.personId,
			});
			await tell(tx, motion, amendmentId, 'proposed');
			return { amendmentId };
		},
		key,
	);
}

/**
 * The chair says what became of an amendment: accepted, its words go into the motion's next version (or into the amendment
 * that it amends), and those still proposed are carried over to it where they do not touch the same words; not accepted, it
 * stays on record. Refuses acceptance where the text has changed under the same words since (`decisions.amendment_clash`).
 * Its proposer may withdraw it.
 */
export async function settleAmendment(
	services: Services,
	actor: Actor,
	input: OfMotion & { amendmentId: string; outcome: unknown },
	key?: string,
): Promise<void> {
	return command(
		services,
		actor,
		'decisions.settle_amendment',
		input.amendmentId,
		async (tx) => {
			const { motion, standing } = await motionFor(tx, actor, input, 'decisions.propose');
			const amendment = await proposedIn(tx, motion, input.amendmentId);
			await assertOpen(tx, motion);
			const outcome = (['accepted', 'not_accepted', 'withdrawn'] as const).find(
				(each) => each === input.outcome,
			);
			if (!outcome) throw new Refusal('decisions.choose_act', {}, 'outcome');
			const mine = outcome === 'withdrawn' && amendment.proposerPersonId === actor.personId;
			if (!mine && !can(standing, 'decisions.run_poll')) throw new Refusal('kernel.not_allowed');
			await settle(tx, motion, amendment, actor, {
				state: outcome,
				settledBy: outcome === 'withdrawn' ? null : 'consensus',
			});
		},
		key,
	);
}

/** Writes what became of an amendment; an accepted one goes into the text. */
export async function settle(
	tx: Tx,
	motion: Motion,
	amendment: Amendment,
	actor: Actor,
	to: { state: Exclude<Amendment['state'], 'proposed'>; settledBy: Amendment['settledBy'] },
): Promise<void> {
	if (to.state === 'accepted') await accept(tx, motion, amendment, actor);
	await settleAmendmentRow(tx, amendment, to);
	await tell(tx, motion, amendment.id, to.state);
}

/** Takes an amendment one place earlier in the order. */
export async function takeEarlier(
	services: Services,
	actor: Actor,
	input: OfMotion & { amendmentId: string },
): Promise<void> {
	return command(services, actor, 'decisions.order_amendment', input.amendmentId, async (tx) => {
		const { motion } = await motionFor(tx, actor, input, 'decisions.run_poll');
		const all = (await amendmentsOf(tx, motion)).filter(({ state }) => state === 'proposed');
		const at = all.findIndex(({ id }) => id === input.amendmentId);
		const [amendment, before] = [all[at], all[at - 1]];
		if (!amendment) throw notFound();
		if (!before) return;
		await swapPositions(tx, amendment, before);
		await tell(tx, motion, amendment.id, 'proposed');
	});
}

/** Puts the amendment's words in their place, and carries over what else is proposed for the same text. */
async function accept(tx: Tx, motion: Motion, amendment: Amendment, actor: Actor): Promise<void> {
	const all = await amendmentsOf(tx, motion);
	const parent = all.find(({ id }) => id === amendment.parentId);
	const now = parent ? parent.text : (motion.text[amendment.locale] ?? '');
	const merged = mergedInto(now, amendment);
	if (merged === null) throw new Refusal('decisions.amendment_clash');
	const version = parent ? motion.version : motion.version + 1;
	if (parent)
		await rewordAmendment(tx, parent, {
			baseText: parent.baseText,
			baseVersion: parent.baseVersion,
			text: merged,
		});
	else {
		const text = { ...motion.text, [amendment.locale]: merged };
		await putVersion(tx, motion, {
			version,
			text,
			textHash: hashOf(text),
			byPersonId: actor.personId,
			amendmentId: amendment.id,
		});
	}
	for (const other of all) {
		if (other.id === amendment.id || other.state !== 'proposed') continue;
		if (other.parentId !== amendment.parentId || other.locale !== amendment.locale) continue;
		const carried = mergedInto(merged, other);
		// In its way: it keeps the text that it was written for, and says so where it is shown.
		if (carried !== null)
			await rewordAmendment(tx, other, { baseText: merged, baseVersion: version, text: carried });
	}
}

/** The text with the amendment's words in it; null where it has changed under them. */
export function mergedInto(
	text: string,
	amendment: Pick<Amendment, 'baseText' | 'text'>,
): string | null {
	const changes = changesBetween(amendment.baseText, amendment.text);
	const moved = movedOver(changes, changesBetween(amendment.baseText, text));
	return moved && withChanges(text, moved);
}

/** The amendment of the motion that is still to be settled. Refuses as not found any other, and one that is settled. */
export async function proposedIn(tx: Tx, motion: Motion, amendmentId: string): Promise<Amendment> {
	const found = (await amendmentsOf(tx, motion)).find(({ id }) => id === amendmentId);
	if (!found) throw notFound();
	if (found.state !== 'proposed') throw new Refusal('decisions.amendment_settled');
	return found;
}

async function assertOpen(tx: Tx, motion: Motion): Promise<void> {
	if (await amendmentVoteUnderWay(tx, motion)) throw new Refusal('decisions.amendment_vote');
	if (!isOpenToChange(motion.state))
		throw new Refusal('decisions.motion_not_now', { state: motion.state });
}

/** The language of the motion that is amended: the reader's where it has one. */
function localeOf(motion: Motion, wished: Locale): Locale {
	if (motion.text[wished]) return wished;
	return motion.text.en ? 'en' : 'cy';
}

async function tell(
	tx: Tx,
	motion: Motion,
	amendmentId: string,
	became: Amendment['state'],
): Promise<void> {
	const event: AmendmentChanged = {
		type: 'decisions.amendment_changed',
		partnershipId: motion.partnershipId,
		meetingId: motion.meetingId,
		itemId: motion.itemId,
		motionId: motion.id,
		amendmentId,
		became,
	};
	await tx.emit(event);
}
