import { emailAddress } from '#domain/accounts/email.ts';
import { Refusal } from '#domain/kernel/refusal.ts';
import type { Text } from '#domain/kernel/text.ts';
import { checkName, checkSlug, slugOf } from '#domain/partnerships/names.ts';
import { presets, type PresetId } from '#domain/partnerships/presets.ts';
import { audit, reading, transact, type Services } from '../platform/tx.ts';
import { addBody, addPerson, addSector, createPartnership, giveRole } from './commands.ts';

export type Languages = 'en' | 'cy' | 'both';

export interface NewHome {
	readonly name: Text;
	/** The address; made of the name when empty. */
	readonly slug: string;
	readonly preset: PresetId;
	readonly languages: Languages;
	/** Who sets it up, and becomes its first secretariat. */
	readonly yourName: string;
}

/** Whether this account may set up partnerships here: in a demonstration everybody, else whom the installation's owner let. */
export async function mayFound(services: Services, accountId: string): Promise<boolean> {
	if (services.config.demo) return true;
	const row = await reading(services, (tx) =>
		tx.db.selectFrom('account').select('may_found').where('id', '=', accountId).executeTakeFirst(),
	);
	return row?.may_found === true;
}

/**
 * Sets up a partnership from a preset: sectors, a board, and the founder as its secretariat. Rules are adopted later, when
 * there are seats to judge them on. Refuses `kernel.not_allowed`, names nobody can read, and an address that is taken.
 */
export async function foundPartnership(
	services: Services,
	account: { readonly id: string; readonly email: string },
	input: NewHome,
): Promise<{ slug: string }> {
	if (!(await mayFound(services, account.id))) throw new Refusal('kernel.not_allowed');
	const name = checkName(input.name, input.name.cy && !input.name.en ? 'name_cy' : 'name_en');
	const yourName = checkName({ en: input.yourName }, 'your_name').en ?? '';
	const slug = input.slug.trim() === '' ? slugOf(name.en ?? name.cy ?? '') : input.slug.trim();
	checkSlug(slug);
	const preset = presets[input.preset];
	return transact(services, async (tx) => {
		const taken = await tx.db
			.selectFrom('partnership')
			.select('id')
			.where('slug', '=', slug)
			.executeTakeFirst();
		if (taken) throw new Refusal('partnerships.address_taken', { slug }, 'slug');
		const partnershipId = await createPartnership(tx, {
			slug,
			name,
			formalName: name,
			nation: preset.nation,
			area: { name: {}, population: 0, wards: 0, mostDeprivedWards: [] },
			vision: {},
			foundedOn: null,
			secretariatEmail: emailAddress(account.email),
			fictional: false,
		});
		await tx.db
			.updateTable('partnership')
			.set({ preset: input.preset, languages: input.languages })
			.where('id', '=', partnershipId)
			.execute();
		for (const sector of preset.sectors) await addSector(tx, { partnershipId, ...sector });
		const boardId = await addBody(tx, {
			partnershipId,
			code: 'board',
			name: preset.board,
			type: 'board',
			reportsTo: null,
			meets: null,
			remit: null,
		});
		const personId = await addPerson(tx, {
			partnershipId,
			code: 'p1',
			name: yourName,
			job: {},
			organisationId: null,
			accountId: account.id,
		});
		await giveRole(tx, {
			partnershipId,
			bodyId: boardId,
			personId,
			role: 'secretariat',
			startsOn: tx.now.toISOString().slice(0, 10),
			endsOn: null,
		});
		const actor = { accountId: account.id, partnershipId, personId };
		await audit(tx, { actor, act: 'partnerships.founded', subject: partnershipId });
		return { slug };
	});
}
