/**
 * Where to go after signing in: the path with its query when `wanted` is an address of this site, else null.
 * Other hosts, other schemes and what a browser would read as another host ("//evil", "/\evil") are null.
 */
export function localPath(wanted: string | null | undefined): string | null {
	if (!wanted || wanted.length > 500 || !/^\/(?![/\\])/.test(wanted)) return null;
	// Browsers drop tabs and line breaks inside an address, which could make "/\t/evil" another host.
	if (Array.from(wanted).some((letter) => letter < ' ')) return null;
	const base = 'http://here.invalid';
	if (!URL.canParse(wanted, base)) return null;
	const url = new URL(wanted, base);
	if (url.origin !== base || url.pathname.startsWith('//')) return null;
	return url.pathname + url.search;
}
