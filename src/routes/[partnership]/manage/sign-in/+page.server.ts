import { demandedRoles, demandSecondFactor } from '#server/partnerships/second-factor.ts';
import { reading } from '#server/platform/tx.ts';
import { fresh } from '../../../here.server.ts';
import { asManager, manage } from '../../managing.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership } = await asManager(event);
	return {
		demanded: await reading(event.locals.app, (tx) => demandedRoles(tx, partnership.id)),
		shown: event.locals.session?.secondFactor === true,
	};
};

export const actions: Actions = {
	default: (event) =>
		manage(event, ({ app, actor, form }) => {
			fresh(event.locals);
			return demandSecondFactor(app, actor, {
				roles: form.getAll('roles').filter((role) => typeof role === 'string'),
				shown: event.locals.session?.secondFactor === true,
			});
		}),
};
