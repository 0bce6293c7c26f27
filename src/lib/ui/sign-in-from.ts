import { localizeHref } from '#lib/paraglide/runtime.js';

/** The sign-in page that leads back to this address: what was chosen in it comes along, the form action does not. */
export function signInFrom({ pathname, search }: { pathname: string; search: string }): string {
	const query = new URLSearchParams(search);
	for (const key of [...query.keys()]) if (key.startsWith('/')) query.delete(key);
	const back = query.size > 0 ? `${pathname}?${query}` : pathname;
	return localizeHref(`/sign-in?return_to=${encodeURIComponent(back)}`);
}
