import type { Actor } from '#domain/kernel/actor.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import type { InterestDeclared } from '#domain/meetings/events.ts';
import { interestFrom } from '#domain/meetings/interests.ts';
import { can } from '#domain/partnerships/policy.ts';
import { excludeFrom, readmitTo } from '../compartments/commands.ts';
import { personIn } from '../partnerships/person-store.ts';
import { command, type Services } from '../platform/tx.ts';
import { putDeclaration } from './declaration-store.ts';
import { entering, known, tell } from './entering.ts';
import { itemsOf } from './item-store.ts';

const longest = 500;

/**
 * Declares an interest in an item, or in one motion of it, with what it does: one's own, or (the clerk) somebody else's. Who
 * leaves an exempt item can no longer enter it. Refuses (`meetings.ended`) after the meeting, and words of over 500 signs.
 */
export async function declareInterest(
	services: Services,
	actor: Actor,
	input: {
		meetingId: string;
		itemId: string;
		motionId?: string | undefined;
		personId?: string | undefined;
		kind: unknown;
		effect: unknown;
		nature?: unknown;
	},
): Promise<void> {
	const said = interestFrom(input.kind, input.effect);
	const nature = typeof input.nature === 'string' ? input.nature.trim() : '';
	if (nature.length > longest)
		throw new Refusal('meetings.nature_long', { most: longest }, 'nature');
	const personId = input.personId ?? actor.personId;
	return command(services, actor, 'meetings.declare_interest', input.itemId, async (tx) => {
		const { meeting, standing } = await entering(tx, actor, input.meetingId, 'meetings.check_in');
		if (personId !== actor.personId && !can(standing, 'meetings.record_attendance'))
			throw new Refusal('kernel.not_allowed');
		if (meeting.status === 'ended') throw new Refusal('meetings.ended');
		const items = await itemsOf(tx, meeting.partnershipId, meeting.id);
		const item = items.find(({ id }) => id === known(input.itemId));
		const person = await personIn(tx, {
			...actor,
			personId: known(personId),
		});
		if (!item || !person) throw notFound();
		await putDeclaration(tx, meeting, {
			...said,
			personId,
			itemId: item.id,
			motionId: input.motionId === undefined ? null : known(input.motionId),
			nature: nature === '' ? null : nature,
			byPersonId: actor.personId,
		});
		if (item.compartmentId !== null) {
			const inside = { partnershipId: meeting.partnershipId, compartmentId: item.compartmentId };
			if (said.effect === 'leave') await excludeFrom(tx, inside, personId);
			else await readmitTo(tx, inside, personId);
		}
		const event: InterestDeclared = {
			type: 'meetings.interest_declared',
			partnershipId: meeting.partnershipId,
			meetingId: meeting.id,
			at: tx.now.toISOString(),
			itemId: item.id,
			personId,
			motionId: input.motionId ?? null,
			effect: said.effect,
		};
		await tell(tx, event);
	});
}
