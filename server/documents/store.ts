import type { Text } from '#domain/kernel/text.ts';
import type {
	DocumentKind,
	DocumentStatus,
	SectionOwner,
	SectionState,
} from '#domain/documents/document.ts';
import type { Reading, Tx } from '../platform/tx.ts';

export interface Document {
	readonly partnershipId: string;
	readonly id: string;
	readonly slug: string;
	readonly kind: DocumentKind;
	readonly title: Text;
	readonly status: DocumentStatus;
	readonly version: string;
	/** What runs through every section. */
	readonly goals: readonly Text[];
	readonly roomId: string;
}

export interface Section {
	readonly id: string;
	readonly documentId: string;
	readonly position: number;
	readonly title: Text;
	readonly state: SectionState;
	readonly owner: SectionOwner | null;
	readonly plannedWords: number;
	readonly roomId: string;
	/** The last frozen version; 0 before the first. */
	readonly version: number;
}

const documents = (tx: Reading, partnershipId: string) =>
	tx.db.selectFrom('document').selectAll().where('partnership_id', '=', partnershipId);

type DocumentRow = Awaited<ReturnType<ReturnType<typeof documents>['executeTakeFirstOrThrow']>>;

const documentOf = (row: DocumentRow): Document => ({
	partnershipId: row.partnership_id,
	id: row.id,
	slug: row.slug,
	kind: row.kind as DocumentKind,
	title: row.title as Text,
	status: row.status as DocumentStatus,
	version: row.version,
	goals: row.goals as Text[],
	roomId: row.room_id,
});

/** The partnership's strategy: the one at `/<partnership>/strategy`. */
export async function strategyOf(
	tx: Reading,
	partnershipId: string,
): Promise<Document | undefined> {
	const row = await documents(tx, partnershipId)
		.where('kind', '=', 'strategy')
		.orderBy('slug', 'desc')
		.executeTakeFirst();
	return row && documentOf(row);
}

export async function documentById(
	tx: Reading,
	partnershipId: string,
	id: string,
): Promise<Document | undefined> {
	const row = await documents(tx, partnershipId).where('id', '=', id).executeTakeFirst();
	return row && documentOf(row);
}

const sections = (tx: Reading, partnershipId: string) =>
	tx.db
		.selectFrom('section as s')
		.leftJoin('person as p', (join) =>
			join
				.onRef('p.partnership_id', '=', 's.partnership_id')
				.onRef('p.id', '=', 's.owner_person_id'),
		)
		.leftJoin('body as b', (join) =>
			join.onRef('b.partnership_id', '=', 's.partnership_id').onRef('b.id', '=', 's.owner_body_id'),
		)
		.where('s.partnership_id', '=', partnershipId)
		.select(['s.id', 's.document_id', 's.position', 's.title', 's.state', 's.planned_words'])
		.select(['s.room_id', 'p.name as person_name', 'b.name as body_name'])
		.select((eb) =>
			eb
				.selectFrom('section_version as v')
				.whereRef('v.partnership_id', '=', 's.partnership_id')
				.whereRef('v.section_id', '=', 's.id')
				.select((v) => v.fn.max('v.version').as('version'))
				.as('version'),
		);

type SectionRow = Awaited<ReturnType<ReturnType<typeof sections>['executeTakeFirstOrThrow']>>;

const sectionOf = (row: SectionRow): Section => ({
	id: row.id,
	documentId: row.document_id,
	position: row.position,
	title: row.title as Text,
	state: row.state as SectionState,
	owner: row.person_name
		? { kind: 'person', name: row.person_name }
		: row.body_name
			? { kind: 'body', name: row.body_name }
			: null,
	plannedWords: row.planned_words,
	roomId: row.room_id,
	version: row.version ?? 0,
});

/** The sections of a document, in their order. */
export async function sectionsOf(
	tx: Reading,
	document: Pick<Document, 'partnershipId' | 'id'>,
): Promise<Section[]> {
	const rows = await sections(tx, document.partnershipId)
		.where('s.document_id', '=', document.id)
		.orderBy('s.position')
		.execute();
	return rows.map(sectionOf);
}

export async function sectionById(
	tx: Reading,
	partnershipId: string,
	id: string,
): Promise<Section | undefined> {
	const row = await sections(tx, partnershipId).where('s.id', '=', id).executeTakeFirst();
	return row && sectionOf(row);
}

export async function insertDocument(tx: Tx, document: Document): Promise<void> {
	await tx.db
		.insertInto('document')
		.values({
			partnership_id: document.partnershipId,
			id: document.id,
			slug: document.slug,
			kind: document.kind,
			title: JSON.stringify(document.title),
			status: document.status,
			version: document.version,
			goals: JSON.stringify(document.goals),
			room_id: document.roomId,
		})
		.execute();
}

export async function insertSections(
	tx: Tx,
	partnershipId: string,
	rows: readonly {
		id: string;
		documentId: string;
		position: number;
		title: Text;
		state: SectionState;
		ownerPersonId: string | null;
		ownerBodyId: string | null;
		plannedWords: number;
		roomId: string;
	}[],
): Promise<void> {
	if (rows.length === 0) return;
	await tx.db
		.insertInto('section')
		.values(
			rows.map((row) => ({
				partnership_id: partnershipId,
				id: row.id,
				document_id: row.documentId,
				position: row.position,
				title: JSON.stringify(row.title),
				state: row.state,
				owner_person_id: row.ownerPersonId,
				owner_body_id: row.ownerBodyId,
				planned_words: row.plannedWords,
				room_id: row.roomId,
			})),
		)
		.execute();
}

export async function setState(
	tx: Tx,
	partnershipId: string,
	sectionId: string,
	state: SectionState,
): Promise<void> {
	await tx.db
		.updateTable('section')
		.set({ state })
		.where('partnership_id', '=', partnershipId)
		.where('id', '=', sectionId)
		.execute();
}

/** The people of a partnership who have these accounts: name by account id. */
export async function namesOfAccounts(
	tx: Reading,
	partnershipId: string,
	accountIds: readonly string[],
): Promise<Map<string, string>> {
	if (accountIds.length === 0) return new Map();
	const rows = await tx.db
		.selectFrom('person')
		.select(['account_id', 'name'])
		.where('partnership_id', '=', partnershipId)
		.where('account_id', 'in', accountIds)
		.execute();
	return new Map(rows.flatMap((row) => (row.account_id ? [[row.account_id, row.name]] : [])));
}
