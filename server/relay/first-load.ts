import type http from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Log } from '../platform/log.ts';
import type { Hall } from './hall.ts';
import { isFor, readAddress } from './upgrade.ts';

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

/** Quick rather than small: somebody waits. */
const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

/**
 * Answers `GET /sync/<kind>:<uuid>`: a stored room's whole content as one Yjs update, compressed, for a page that has
 * nothing of it yet; the socket then brings the difference. ETag is the sequence of the log. 204 for an empty room, 304
 * for one that has not changed, 401 and 404 as at the socket's door. Answers false for an address that is not its own.
 */
export function firstLoad(
	hall: Hall,
	log: Log,
): (request: http.IncomingMessage, response: http.ServerResponse) => boolean {
	return (request, response) => {
		const asked = readAddress(request.url);
		if (asked === undefined) return false;
		const end = (status: number) => {
			response.statusCode = status;
			response.end();
		};
		response.setHeader('Cache-Control', 'private, no-cache');
		response.setHeader('Vary', 'Cookie, Accept-Encoding');
		const answer = async () => {
			if (request.method !== 'GET' && request.method !== 'HEAD') return end(405);
			const { kind, id } = asked.room ?? { kind: '', id: '' };
			const { guest, visitor } = await hall.knock(kind, id, request.headers.cookie ?? '');
			if (!isFor(asked.as, visitor)) return end(401);
			if (!guest) return end(visitor ? 404 : 401);
			const found = await hall.content(guest);
			if (!found) return end(404);
			const { seq, content } = found;
			if (content.bytes.length <= 2) return end(204);
			response.setHeader('ETag', `"${seq}"`);
			if (request.headers['if-none-match'] === `"${seq}"`) return end(304);
			response.setHeader('Content-Type', 'application/octet-stream');
			const accepted = request.headers['accept-encoding']?.toString() ?? '';
			let body = content.bytes;
			if (body.length > 1_024 && /\bbr\b/.test(accepted)) {
				response.setHeader('Content-Encoding', 'br');
				body = await content.coded('br', (bytes) => brotli(bytes, quality));
			} else if (body.length > 1_024 && /\bgzip\b/.test(accepted)) {
				response.setHeader('Content-Encoding', 'gzip');
				body = await content.coded('gzip', (bytes) => zip(bytes));
			}
			response.setHeader('Content-Length', body.length);
			response.end(request.method === 'HEAD' ? undefined : body);
		};
		answer().catch((error: unknown) => {
			log.error({ err: error }, 'first load');
			if (!response.headersSent) end(503);
			else response.destroy();
		});
		return true;
	};
}
