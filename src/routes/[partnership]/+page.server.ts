import { clockTime } from '#domain/kernel/calendar.ts';
import { openActions } from '#server/actions/views.ts';
import { sectorsOf } from '#server/partnerships/store.ts';
import { reading } from '#server/platform/tx.ts';
import { home } from '#server/publication/home.ts';
import { here } from '../here.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership, actor } = await here(event);
	const { app } = event.locals;
	return {
		...(await home(app, partnership.id, actor)),
		actions: await openActions(app, { partnershipId: partnership.id, actor }),
		hour: Number(clockTime(app.clock.now()).slice(0, 2)),
		formalName: partnership.formalName,
		vision: partnership.vision,
		sectors: (await reading(app, (tx) => sectorsOf(tx, partnership.id))).length,
	};
};
