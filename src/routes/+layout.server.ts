import type { LayoutServerLoad } from './$types';
import { getLocale } from '#lib/paraglide/runtime.js';
import { welshIsDraft } from '../i18n/draft.server.ts';

/** What the shell needs on every page. The parts' own layouts add partnership and person. */
export const load: LayoutServerLoad = ({ locals }) => {
	const { config } = locals.app;
	return {
		account: locals.account ? { id: locals.account.id, email: locals.account.email } : null,
		demo: config.demo,
		/** The built-in store may lose its last minutes in a power cut: not for real meetings. */
		storeWarning: config.databaseUrl === undefined,
		draft: getLocale() === 'cy' && welshIsDraft,
	};
};
