import type { Actor } from '#domain/kernel/actor.ts';
import { personColour } from '#domain/partnerships/person-mark.ts';
import type { Standing } from '#domain/partnerships/standing.ts';
import type { Reading } from '../platform/tx.ts';
import type { Entry, Visitor } from '../relay/relay.ts';
import { personIn } from './person-store.ts';
import { needsSecondFactor } from './second-factor.ts';

/**
 * How somebody of the partnership appears in a room: name, first role on its body, colour. Null for no such person. Whoever
 * still owes a second factor reads, and writes nothing, as on the pages.
 */
export async function entryOf(
	tx: Reading,
	actor: Actor,
	standing: Standing | null,
	access: Entry['access'],
	visitor: Visitor | null,
): Promise<Entry | null> {
	const person = await personIn(tx, actor);
	const weak = access === 'write' && !visitor?.secondFactor && (await needsSecondFactor(tx, actor));
	return (
		(person && {
			access: weak ? 'read' : access,
			name: person.name,
			role: standing?.roles[0] ?? 'observer',
			colour: personColour(person.position),
			personId: actor.personId,
		}) ??
		null
	);
}
