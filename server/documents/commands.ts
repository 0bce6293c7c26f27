import type { Actor } from '#domain/kernel/actor.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import type { Text } from '#domain/kernel/text.ts';
import type { DocumentKind, DocumentStatus, SectionState } from '#domain/documents/document.ts';
import { writeSection } from '#domain/documents/document.ydoc.ts';
import type { SectionStateChanged } from '#domain/documents/events.ts';
import { wordCount, type RichText } from '#domain/documents/rich-text.ts';
import { writeBody } from '#domain/documents/section.ydoc.ts';
import { command, type Services, type Tx } from '../platform/tx.ts';
import type { Relay } from '../relay/relay.ts';
import { accessTo } from './access.ts';
import { documentById, insertDocument, insertSections, sectionById, setState } from './store.ts';

export interface NewDocument {
	readonly partnershipId: string;
	readonly slug: string;
	readonly kind: DocumentKind;
	readonly title: Text;
	readonly status: DocumentStatus;
	readonly version: string;
	readonly goals: readonly Text[];
	readonly sections: readonly {
		readonly title: Text;
		readonly state: SectionState;
		readonly ownerPersonId: string | null;
		readonly ownerBodyId: string | null;
		readonly plannedWords: number;
		readonly text: RichText;
	}[];
}

/**
 * Makes a document: a room for each section with its first text, and the document's own room with their order and
 * states. Sections stand in the order given.
 */
export async function createDocument(
	relay: Pick<Relay, 'createRoom'>,
	tx: Tx,
	input: NewDocument,
): Promise<{ documentId: string; sectionIds: string[] }> {
	const documentId = tx.uuid();
	const roomId = tx.uuid();
	const { partnershipId } = input;
	const made = input.sections.map((section, n) => ({
		...section,
		id: tx.uuid(),
		roomId: tx.uuid(),
		documentId,
		position: n + 1,
	}));
	await relay.createRoom(
		tx,
		{ id: roomId, kind: 'document', partnershipId, subjectId: documentId, compartmentId: null },
		(doc) => {
			for (const { id, position, state, text } of made)
				writeSection(doc, id, { position, state, version: 0, words: wordCount(text) });
		},
	);
	for (const section of made)
		await relay.createRoom(
			tx,
			{
				id: section.roomId,
				kind: 'section',
				partnershipId,
				subjectId: section.id,
				compartmentId: null,
			},
			(doc) => writeBody(doc, section.text),
		);
	await insertDocument(tx, { ...input, id: documentId, roomId });
	await insertSections(tx, partnershipId, made);
	return { documentId, sectionIds: made.map(({ id }) => id) };
}

/**
 * Says how far a section is. Anyone who may edit the document may say so; saying what already holds changes nothing.
 * Screens hear of it through the document's room.
 */
export async function setSectionState(
	services: Services,
	actor: Actor,
	input: { sectionId: string; state: SectionState },
): Promise<void> {
	await command(services, actor, 'documents.set_section_state', input.sectionId, async (tx) => {
		const section = await sectionById(tx, actor.partnershipId, input.sectionId);
		const document = section && (await documentById(tx, actor.partnershipId, section.documentId));
		if (!section || !document) throw notFound();
		const access = await accessTo(tx, actor, document);
		if (!access.follow) throw notFound();
		if (!access.edit) throw new Refusal('kernel.not_allowed');
		if (section.state === input.state) return;
		await setState(tx, actor.partnershipId, section.id, input.state);
		const event: SectionStateChanged = {
			type: 'documents.section_state_changed',
			partnershipId: actor.partnershipId,
			documentId: document.id,
			sectionId: section.id,
			state: input.state,
		};
		await tx.emit(event);
	});
}
