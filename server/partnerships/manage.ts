import { emailAddress } from '#domain/accounts/email.ts';
import type { Actor } from '#domain/kernel/actor.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import type { Text } from '#domain/kernel/text.ts';
import { checkColour } from '#domain/partnerships/colour.ts';
import { checkName, slugOf } from '#domain/partnerships/names.ts';
import { presets, type PresetId } from '#domain/partnerships/presets.ts';
import type { Services } from '../platform/tx.ts';
import { addSector, adoptConstitution } from './commands.ts';
import { today } from './days.ts';
import type { Languages } from './found.ts';
import { freeCode } from './manage-store.ts';
import { managing } from './managing.ts';
import { boardId, votingSeats } from './store.ts';

// What the people who run a partnership do to it, one command an act. Organisations: manage-organisations.ts; people,
// their seats and roles: manage-people.ts.

export interface Details {
	readonly name: Text;
	readonly formalName: Text;
	readonly vision: Text;
	readonly languages: Languages;
	readonly colour: string;
	readonly secretariatEmail: string;
}

/** Name, formal name, vision, languages, colour and the address of the secretariat. */
export async function editDetails(services: Services, actor: Actor, input: Details): Promise<void> {
	const name = checkName(input.name, 'name_en');
	const formal =
		input.formalName.en || input.formalName.cy ? checkName(input.formalName, 'formal_en') : name;
	const vision =
		input.vision.en?.trim() || input.vision.cy?.trim()
			? checkName(input.vision, 'vision_en', 600)
			: {};
	const colour = checkColour(input.colour);
	const { partnershipId } = actor;
	await managing(
		services,
		actor,
		'partnerships.manage',
		'partnerships.details_changed',
		partnershipId,
		(tx) =>
			tx.db
				.updateTable('partnership')
				.set({
					name: JSON.stringify(name),
					formal_name: JSON.stringify(formal),
					vision: JSON.stringify(vision),
					languages: input.languages,
					colour,
					secretariat_email: emailAddress(input.secretariatEmail),
				})
				.where('id', '=', partnershipId)
				.execute(),
	);
}

/** Says of a task of the set-up that nothing more is to be done for it. */
export async function callDone(services: Services, actor: Actor, step: string): Promise<void> {
	const { partnershipId } = actor;
	await managing(
		services,
		actor,
		'partnerships.manage',
		'partnerships.step_done',
		partnershipId,
		async (tx) => {
			const row = await tx.db
				.selectFrom('partnership')
				.select('steps_done')
				.where('id', '=', partnershipId)
				.forUpdate()
				.executeTakeFirstOrThrow();
			const done = new Set([...(row.steps_done as string[]), step.slice(0, 40)]);
			await tx.db
				.updateTable('partnership')
				.set({ steps_done: JSON.stringify([...done]) })
				.where('id', '=', partnershipId)
				.execute();
		},
	);
}

/** Another sector; what is one locally, the partnership says. */
export function newSector(
	services: Services,
	actor: Actor,
	input: { name: Text },
): Promise<string> {
	const name = checkName(input.name, 'name_en');
	const { partnershipId } = actor;
	return managing(
		services,
		actor,
		'partnerships.manage',
		'partnerships.sector_added',
		partnershipId,
		async (tx) => {
			const code = await freeCode(tx, 'sector', partnershipId, slugOf(name.en ?? name.cy ?? ''));
			return addSector(tx, { partnershipId, code, name });
		},
	);
}

/** Gives a sector another name; its organisations stay in it. */
export async function renameSector(
	services: Services,
	actor: Actor,
	input: { sectorId: string; name: Text },
): Promise<void> {
	const name = checkName(input.name, 'name_en');
	const { partnershipId } = actor;
	await managing(
		services,
		actor,
		'partnerships.manage',
		'partnerships.sector_renamed',
		input.sectorId,
		async (tx) => {
			const row = await tx.db
				.updateTable('sector')
				.set({ name: JSON.stringify(name) })
				.where('partnership_id', '=', partnershipId)
				.where('id', '=', input.sectorId)
				.returning('id')
				.executeTakeFirst();
			if (!row) throw notFound();
		},
	);
}

/** Adopts the rules that partnerships of this kind begin with, from today. */
export async function adoptPreset(services: Services, actor: Actor): Promise<void> {
	const { partnershipId } = actor;
	await managing(
		services,
		actor,
		'partnerships.manage',
		'partnerships.rules_adopted',
		partnershipId,
		async (tx) => {
			const row = await tx.db
				.selectFrom('partnership')
				.select('preset')
				.where('id', '=', partnershipId)
				.executeTakeFirstOrThrow();
			const bodyId = await boardId(tx, partnershipId);
			if (!bodyId) throw notFound();
			if ((await votingSeats(tx, partnershipId, bodyId)).length === 0)
				throw new Refusal('partnerships.rules_need_seats');
			await adoptConstitution(tx, {
				partnershipId,
				bodyId,
				version: '1',
				adoptedOn: today(tx),
				effectiveFrom: today(tx),
				rules: presets[row.preset as PresetId].rules,
			});
		},
	);
}
