import { deLocalizeUrl } from '#lib/paraglide/runtime.js';

/** An address that no route has. */
const nowhere = '/-/-';

/** The route's address without its language. A null character, which no store takes, stands in no address of ours. */
export const reroute = ({ url }: { url: URL }) =>
	url.pathname.includes('%00') ? nowhere : deLocalizeUrl(url).pathname;
