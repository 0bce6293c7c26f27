import type { Actor } from '#domain/kernel/actor.ts';
import { dateFromIso, isoDate } from '#domain/kernel/calendar.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import { checkRules } from '#domain/partnerships/check-rules.ts';
import type { Rules } from '#domain/partnerships/constitution.ts';
import { inherit, ownOf } from '#domain/partnerships/inherit.ts';
import { neverMet } from '#domain/partnerships/never-met.ts';
import { presets, type PresetId } from '#domain/partnerships/presets.ts';
import { rulesTyped } from '#domain/partnerships/rules-form.ts';
import type { Reading, Services, Tx } from '../platform/tx.ts';
import { adoptConstitution } from './commands.ts';
import { managing } from './managing.ts';
import { draftById, insertDraft, setDraft, versionTaken } from './rules-draft-store.ts';
import { constitutionOf, parentOf, sectorsOf, votingSeats } from './store.ts';

/** The rules an editor begins with: those in force for the body, else what partnerships of this kind begin with. */
export async function rulesToEdit(
	tx: Reading,
	partnershipId: string,
	bodyId: string,
): Promise<Rules> {
	const inForce = await constitutionOf(tx, partnershipId, bodyId);
	if (inForce) return inForce.rules;
	const row = await tx.db
		.selectFrom('partnership')
		.select('preset')
		.where('id', '=', partnershipId)
		.executeTakeFirstOrThrow();
	return presets[(row.preset ?? 'england_lsp') as PresetId].rules;
}

/**
 * Keeps what somebody typed as a draft of the body's rules. Refuses, naming the field, what is no rule and rules that could
 * never be met on the seats there are; a version that there is already (`partnerships.version_taken`), and a date that is none.
 */
export async function draftRules(
	services: Services,
	actor: Actor,
	input: {
		bodyId: string;
		version: string;
		effectiveFrom: string;
		typed: Readonly<Record<string, string>>;
	},
): Promise<{ draftId: string }> {
	const { partnershipId } = actor;
	return managing(
		services,
		actor,
		'partnerships.manage',
		'partnerships.rules_drafted',
		input.bodyId,
		async (tx) => {
			const body = await tx.db
				.selectFrom('body')
				.select('id')
				.where('partnership_id', '=', partnershipId)
				.where('id', '=', input.bodyId)
				.executeTakeFirst();
			if (!body) throw notFound();
			const rules = rulesTyped(input.typed, await rulesToEdit(tx, partnershipId, body.id));
			checkRules(rules, (await sectorsOf(tx, partnershipId)).length);
			const [never] = neverMet(rules, await votingSeats(tx, partnershipId, body.id, rules));
			if (never) throw never;
			const version = input.version.trim();
			if (version === '' || version.length > 40)
				throw new Refusal('partnerships.version_missing', {}, 'version');
			if (await versionTaken(tx, partnershipId, body.id, version))
				throw new Refusal('partnerships.version_taken', { version }, 'version');
			if (!/^\d{4}-\d{2}-\d{2}$/.test(input.effectiveFrom) || !isDate(input.effectiveFrom))
				throw new Refusal('partnerships.date_wrong', {}, 'effectiveFrom');
			return {
				draftId: await insertDraft(tx, {
					partnershipId,
					bodyId: body.id,
					version,
					rules,
					effectiveFrom: input.effectiveFrom,
					byPersonId: actor.personId,
				}),
			};
		},
	);
}

/** The first rules of a body that has none: nobody could decide them by rules that are not there. Refuses where some are in force. */
export async function adoptFirstRules(
	services: Services,
	actor: Actor,
	input: { draftId: string },
): Promise<void> {
	const { partnershipId } = actor;
	return managing(
		services,
		actor,
		'partnerships.manage',
		'partnerships.rules_adopted',
		input.draftId,
		async (tx) => {
			const draft = await draftById(tx, partnershipId, input.draftId);
			if (!draft) throw notFound();
			if (await constitutionOf(tx, partnershipId, draft.bodyId))
				throw new Refusal('partnerships.rules_in_force');
			await adoptDraft(tx, partnershipId, draft.id);
		},
	);
}

/** A draft becomes a version of the constitution, from its date of effect or today, whichever is later. Once only. */
export async function adoptDraft(tx: Tx, partnershipId: string, draftId: string): Promise<void> {
	const draft = await draftById(tx, partnershipId, draftId);
	if (!draft || draft.constitutionId) return;
	const today = isoDate(tx.now);
	const parent = await parentOf(tx, partnershipId, draft.bodyId);
	const inherited = parent && (await constitutionOf(tx, partnershipId, parent))?.rules;
	const constitutionId = await adoptConstitution(tx, {
		partnershipId,
		bodyId: draft.bodyId,
		// Another draft of the same name may have been adopted since.
		version: (await versionTaken(tx, partnershipId, draft.bodyId, draft.version))
			? `${draft.version} (${today})`
			: draft.version,
		adoptedOn: today,
		effectiveFrom: draft.effectiveFrom < today ? today : draft.effectiveFrom,
		rules: inherited ? inherit(inherited, ownOf(inherited, draft.rules)) : draft.rules,
		...(inherited ? { own: ownOf(inherited, draft.rules) } : {}),
	});
	await setDraft(tx, { partnershipId, id: draftId }, { constitutionId });
}

/** The decision has been taken back: a version of the same day, or not in effect yet, is no version any more. */
export async function unadoptDraft(tx: Tx, partnershipId: string, draftId: string): Promise<void> {
	const draft = await draftById(tx, partnershipId, draftId);
	if (!draft?.constitutionId) return;
	const version = await tx.db
		.selectFrom('constitution')
		.select('adopted_on')
		.where('partnership_id', '=', partnershipId)
		.where('id', '=', draft.constitutionId)
		.executeTakeFirst();
	const today = isoDate(tx.now);
	if (version?.adopted_on !== today && draft.effectiveFrom <= today) return;
	await setDraft(tx, { partnershipId, id: draftId }, { constitutionId: null });
	await tx.db
		.deleteFrom('constitution')
		.where('partnership_id', '=', partnershipId)
		.where('id', '=', draft.constitutionId)
		.execute();
}

function isDate(iso: string): boolean {
	const date = dateFromIso(iso);
	return !Number.isNaN(date.getTime()) && isoDate(date) === iso;
}
