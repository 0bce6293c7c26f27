import { sectionsRoot } from '#domain/documents/document.ydoc.ts';
import { bodyRoot } from '#domain/documents/section.ydoc.ts';
import { entryOf } from '../partnerships/presence.ts';
import { actorOf } from '../partnerships/store.ts';
import { reading, type Reading, type Services } from '../platform/tx.ts';
import type { Entry, RoomRef, StoredKind, Visitor } from '../relay/relay.ts';
import { accessTo } from './access.ts';
import { documentById, sectionById } from './store.ts';

/** The text of a section: those who may edit documents write, those who may read drafts look on. */
export function sectionKind(services: Services): StoredKind {
	return {
		stored: true,
		roots: { [bodyRoot]: 'xml' },
		gate: (room, visitor) =>
			reading(services, async (tx) => {
				const section = await sectionById(tx, room.partnershipId, room.subjectId);
				return section ? entryFor(tx, room, section.documentId, visitor, true) : null;
			}),
	};
}

/** The order and the states of a document's sections: the server alone writes. */
export function documentKind(services: Services): StoredKind {
	return {
		stored: true,
		roots: { [sectionsRoot]: 'map' },
		gate: (room, visitor) =>
			reading(services, (tx) => entryFor(tx, room, room.subjectId, visitor, false)),
	};
}

async function entryFor(
	tx: Reading,
	room: RoomRef,
	documentId: string,
	visitor: Visitor | null,
	editable: boolean,
): Promise<Entry | null> {
	const actor = visitor && (await actorOf(tx, visitor.accountId, room.partnershipId));
	const document = await documentById(tx, room.partnershipId, documentId);
	if (!actor || !document) return null;
	const { follow, edit, standing } = await accessTo(tx, actor, document);
	return follow ? entryOf(tx, actor, standing, editable && edit ? 'write' : 'read', visitor) : null;
}
