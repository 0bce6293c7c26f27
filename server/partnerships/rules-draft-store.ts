import type { Rules } from '#domain/partnerships/constitution.ts';
import { readRules } from '#domain/partnerships/rules-schema.ts';
import type { Reading, Tx } from '../platform/tx.ts';

export interface RulesDraft {
	readonly id: string;
	readonly bodyId: string;
	readonly version: string;
	readonly rules: Rules;
	/** ISO date. */
	readonly effectiveFrom: string;
	readonly madeAt: Date;
	readonly motionId: string | null;
	/** The motion in writing that decides it. */
	readonly procedureId: string | null;
	readonly constitutionId: string | null;
}

export async function insertDraft(
	tx: Tx,
	draft: {
		partnershipId: string;
		bodyId: string;
		version: string;
		rules: Rules;
		effectiveFrom: string;
		byPersonId: string;
	},
): Promise<string> {
	const id = tx.uuid();
	await tx.db
		.insertInto('rules_draft')
		.values({
			partnership_id: draft.partnershipId,
			id,
			body_id: draft.bodyId,
			version: draft.version,
			rules: JSON.stringify(draft.rules),
			effective_from: draft.effectiveFrom,
			made_by_person_id: draft.byPersonId,
			made_at: tx.now,
		})
		.execute();
	return id;
}

export async function draftById(
	tx: Reading,
	partnershipId: string,
	id: string,
): Promise<RulesDraft | undefined> {
	const row = await drafts(tx, partnershipId).where('id', '=', id).executeTakeFirst();
	return row && draftFrom(row);
}

/** The draft that a motion decides. */
export async function draftOfMotion(
	tx: Reading,
	partnershipId: string,
	motionId: string,
): Promise<RulesDraft | undefined> {
	const row = await drafts(tx, partnershipId).where('motion_id', '=', motionId).executeTakeFirst();
	return row && draftFrom(row);
}

/** The draft that a motion in writing decides. */
export async function draftOfProcedure(
	tx: Reading,
	partnershipId: string,
	procedureId: string,
): Promise<RulesDraft | undefined> {
	const row = await drafts(tx, partnershipId)
		.where('procedure_id', '=', procedureId)
		.executeTakeFirst();
	return row && draftFrom(row);
}

/** Drafts that are not adopted, the newest first. */
export async function draftsWaiting(tx: Reading, partnershipId: string): Promise<RulesDraft[]> {
	const rows = await drafts(tx, partnershipId)
		.where('constitution_id', 'is', null)
		.orderBy('made_at', 'desc')
		.execute();
	return rows.map(draftFrom);
}

export async function setDraft(
	tx: Tx,
	draft: { partnershipId: string; id: string },
	to: { motionId?: string; procedureId?: string | null; constitutionId?: string | null },
): Promise<void> {
	await tx.db
		.updateTable('rules_draft')
		.set({
			...(to.motionId === undefined ? {} : { motion_id: to.motionId }),
			...(to.procedureId === undefined ? {} : { procedure_id: to.procedureId }),
			...(to.constitutionId === undefined ? {} : { constitution_id: to.constitutionId }),
		})
		.where('partnership_id', '=', draft.partnershipId)
		.where('id', '=', draft.id)
		.execute();
}

export async function versionTaken(
	tx: Reading,
	partnershipId: string,
	bodyId: string,
	version: string,
): Promise<boolean> {
	const row = await tx.db
		.selectFrom('constitution')
		.select('id')
		.where('partnership_id', '=', partnershipId)
		.where('body_id', '=', bodyId)
		.where('version', '=', version)
		.executeTakeFirst();
	return row !== undefined;
}

/** The versions of a body's own rules, the newest first. */
export async function rulesVersions(
	tx: Reading,
	partnershipId: string,
	bodyId: string,
): Promise<{ version: string; adoptedOn: string; effectiveFrom: string }[]> {
	const rows = await tx.db
		.selectFrom('constitution')
		.select(['version', 'adopted_on', 'effective_from'])
		.where('partnership_id', '=', partnershipId)
		.where('body_id', '=', bodyId)
		.orderBy('effective_from', 'desc')
		.execute();
	return rows.map((row) => ({
		version: row.version,
		adoptedOn: row.adopted_on,
		effectiveFrom: row.effective_from,
	}));
}

function drafts(tx: Reading, partnershipId: string) {
	return tx.db.selectFrom('rules_draft').selectAll().where('partnership_id', '=', partnershipId);
}

function draftFrom(row: {
	id: string;
	body_id: string;
	version: string;
	rules: unknown;
	effective_from: string;
	made_at: Date;
	motion_id: string | null;
	procedure_id: string | null;
	constitution_id: string | null;
}): RulesDraft {
	return {
		id: row.id,
		bodyId: row.body_id,
		version: row.version,
		rules: readRules(row.rules),
		effectiveFrom: row.effective_from,
		madeAt: row.made_at,
		motionId: row.motion_id,
		procedureId: row.procedure_id,
		constitutionId: row.constitution_id,
	};
}
