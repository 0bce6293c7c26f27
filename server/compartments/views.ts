import type { Actor } from '#domain/kernel/actor.ts';
import { can } from '#domain/partnerships/policy.ts';
import { standingOf } from '../partnerships/store.ts';
import type { Reading } from '../platform/tx.ts';
import { bodyOfOpenTo } from './store.ts';

/**
 * Whether the person may see what is in the compartment: by their standing on its body, unless excluded (an interest)
 * or the compartment is lifted. A visitor never may. Every gate and view of exempt things asks this.
 */
export async function mayEnter(
	tx: Reading,
	actor: Actor | null,
	compartmentId: string,
): Promise<boolean> {
	if (!actor) return false;
	const bodyId = await bodyOfOpenTo(tx, actor.partnershipId, compartmentId, actor.personId);
	if (bodyId === undefined) return false;
	return can(await standingOf(tx, actor, bodyId), 'compartments.enter');
}
