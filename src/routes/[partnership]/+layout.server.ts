import { here } from '../here.server.ts';
import { personIn } from '#server/partnerships/person-store.ts';
import { homesWithNames } from '#server/partnerships/store.ts';
import { mayDo } from '#server/partnerships/managing.ts';
import { reading } from '#server/platform/tx.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async (event) => {
	const { partnership, actor } = await here(event);
	const { slug, name, fictional, nation, languages } = partnership;
	const manages =
		actor !== null &&
		(await reading(event.locals.app, (tx) => mayDo(tx, actor, 'partnerships.manage')));
	const person = actor && {
		personId: actor.personId,
		name: (await reading(event.locals.app, (tx) => personIn(tx, actor)))?.name ?? '',
	};
	const homes = event.locals.account
		? await reading(event.locals.app, (tx) => homesWithNames(tx, event.locals.account?.id ?? ''))
		: [];
	return { homes, partnership: { slug, name, fictional, nation, languages }, person, manages };
};
