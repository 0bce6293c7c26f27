import type { IncomingMessage, ServerResponse } from 'node:http';

const reading = new Set(['GET', 'HEAD', 'OPTIONS']);

/** What somebody reads whose browser was made to send our form by a page of another site. */
const page = `<!doctype html>
<html lang="en-GB">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Nothing was changed – Moothall</title>
<h1>Nothing was changed</h1>
<p>This form was sent from another site, and Moothall takes forms from its own pages only. Open the page here and send it again.</p>
<p><a href="/">Go to the front page</a></p>
<div lang="cy">
<h1>Ni newidiwyd dim</h1>
<p>Anfonwyd y ffurflen hon o wefan arall, a dim ond o’i dudalennau ei hun y mae Moothall yn derbyn ffurflenni. Agorwch y dudalen yma a’i hanfon eto.</p>
<p><a href="/cy/">Mynd i’r dudalen flaen</a></p>
</div>
</html>
`;

/**
 * Answers 403 with a sentence to whatever a page of another origin sends with a changing method, and says that it did.
 * SvelteKit refuses forms of other sites by itself, in words for programmers; this stands before it.
 */
export function refusedForeignForm(
	req: IncomingMessage,
	res: ServerResponse,
	ownOrigin: string,
): boolean {
	const { origin } = req.headers;
	if (reading.has(req.method ?? 'GET') || origin === undefined || origin === ownOrigin)
		return false;
	res.writeHead(403, {
		'Content-Type': 'text/html; charset=utf-8',
		'Content-Security-Policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
		Connection: 'close',
	});
	res.end(page);
	return true;
}
