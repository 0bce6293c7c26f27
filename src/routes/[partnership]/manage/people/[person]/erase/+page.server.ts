import { error } from '@sveltejs/kit';
import { can } from '#domain/partnerships/policy.ts';
import { erasePerson } from '#server/partnerships/erase.ts';
import { managedPeople } from '#server/partnerships/manage-views.ts';
import { boardId, standingOf } from '#server/partnerships/store.ts';
import { reading } from '#server/platform/tx.ts';
import { word } from '../../../../../answer.server.ts';
import { fresh } from '../../../../../here.server.ts';
import { asManager, idIn, manage } from '../../../../managing.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership, actor } = await asManager(event);
	return reading(event.locals.app, async (tx) => {
		const board = await boardId(tx, partnership.id);
		if (!board || !can(await standingOf(tx, actor, board), 'partnerships.erase')) error(404);
		const people = await managedPeople(tx, partnership.id);
		const one = people.find(({ code }) => code === event.params.person) ?? error(404);
		return { one: { id: one.id, code: one.code, name: one.name } };
	});
};

export const actions: Actions = {
	default: (event) =>
		manage(
			event,
			({ app, actor, form }) => {
				fresh(event.locals);
				return erasePerson(app, actor, {
					personId: idIn(form, 'personId'),
					typedName: word(form, 'typed_name'),
				});
			},
			(slug) => `/${slug}/manage/people?saved=1`,
		),
};
