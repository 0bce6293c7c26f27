import { writeSection } from '#domain/documents/document.ydoc.ts';
import type { SectionStateChanged } from '#domain/documents/events.ts';
import { wordCount } from '#domain/documents/rich-text.ts';
import { readBody } from '#domain/documents/section.ydoc.ts';
import type { Reaction } from '../platform/outbox.ts';
import { reading, type Services } from '../platform/tx.ts';
import type { Relay } from '../relay/relay.ts';
import { documentById, sectionById } from './store.ts';

/** What happens after an event of this part, for app.ts to wire. */
export const documentReactions = (
	services: Services & { readonly relay: Pick<Relay, 'read' | 'edit'> },
): (readonly [string, Reaction])[] => [
	[
		'documents.section_state_changed',
		(event) => tellDocument(services, event as SectionStateChanged),
	],
];

/**
 * Writes a section's line in the document's room as the record has it now, whatever the event said: events that
 * come twice or late do no harm.
 */
async function tellDocument(
	services: Services & { readonly relay: Pick<Relay, 'read' | 'edit'> },
	event: SectionStateChanged,
): Promise<void> {
	const found = await reading(services, async (tx) => {
		const document = await documentById(tx, event.partnershipId, event.documentId);
		const section = await sectionById(tx, event.partnershipId, event.sectionId);
		return (
			document &&
			section && {
				roomId: document.roomId,
				line: {
					position: section.position,
					state: section.state,
					version: section.version,
					words: wordCount(readBody(await services.relay.read(tx, section.roomId))),
				},
			}
		);
	});
	if (found)
		await services.relay.edit(found.roomId, (doc) =>
			writeSection(doc, event.sectionId, found.line),
		);
}
