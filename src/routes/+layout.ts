import type { LayoutLoad } from './$types';

/** Phone view and room screen draw everything themselves. */
const withoutShell = /\/meetings\/\[meeting\]\/(follow|room)(\/|$)/;

/** The shell comes as data so that the phone view, which has none, doesn't download it. */
export const load: LayoutLoad = async ({ route, data }) => ({
	...data,
	Shell: withoutShell.test(route.id ?? '')
		? undefined
		: (await import('#lib/ui/Shell.svelte')).default,
});
