import type { Actor } from '#domain/kernel/actor.ts';
import { can } from '#domain/partnerships/policy.ts';
import type { Standing } from '#domain/partnerships/standing.ts';
import { boardId, standingOf } from '../partnerships/store.ts';
import type { Reading } from '../platform/tx.ts';
import type { Document } from './store.ts';

/** What somebody may do with a document. */
export interface Access {
	readonly read: boolean;
	/** May open its rooms and follow it live. */
	readonly follow: boolean;
	readonly edit: boolean;
	readonly standing: Standing | null;
}

/** A draft is its board's; what is out for consultation or adopted is everyone's to read. */
export async function accessTo(
	tx: Reading,
	actor: Actor | null,
	document: Pick<Document, 'partnershipId' | 'status'>,
): Promise<Access> {
	const board =
		actor?.partnershipId === document.partnershipId
			? await boardId(tx, document.partnershipId)
			: undefined;
	const standing = actor && board ? await standingOf(tx, actor, board) : null;
	const follow = can(standing, 'documents.read_draft');
	return {
		read: follow || document.status !== 'draft',
		follow,
		edit: can(standing, 'documents.edit'),
		standing,
	};
}
