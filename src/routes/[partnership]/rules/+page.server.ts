import { boardOf, rulesView } from '#server/partnerships/views.ts';
import { mayDo } from '#server/partnerships/managing.ts';
import { draftsWaiting, rulesVersions } from '#server/partnerships/rules-draft-store.ts';
import { reading } from '#server/platform/tx.ts';
import { here } from '../../here.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership, actor } = await here(event);
	return reading(event.locals.app, async (tx) => {
		const board = await boardOf(tx, partnership.id);
		const manages = actor !== null && (await mayDo(tx, actor, 'partnerships.manage'));
		return {
			view: board && (await rulesView(tx, partnership.id, board.id)),
			versions: board ? await rulesVersions(tx, partnership.id, board.id) : [],
			// Those put to decision are everybody's to read.
			drafts: (await draftsWaiting(tx, partnership.id))
				.filter(({ motionId }) => manages || motionId !== null)
				.map(({ id, version }) => ({ id, version })),
			manages,
		};
	});
};
