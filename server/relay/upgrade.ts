import type http from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import {
	closeCode,
	codesParam,
	maxFrameBytes,
	parseRoomName,
	syncPath,
} from '#domain/relay/protocol.ts';
import type { Config } from '../platform/config.ts';
import type { Log } from '../platform/log.ts';
import type { Entry, Visitor } from './relay.ts';

/** What the door lets through. */
export interface Guest {
	readonly kind: string;
	readonly id: string;
	readonly cookie: string;
	readonly visitor: Visitor | null;
	readonly entry: Entry;
	/** The generation of rights it was judged in. */
	readonly generation: number;
}

export interface Door {
	readonly config: Pick<Config, 'origin'>;
	readonly log: Log;
	/** Whether anybody is let in at all. */
	open(): boolean;
	/** The current generation of rights. */
	generation(): number;
	readonly authenticate: (cookie: string) => Promise<Visitor | null>;
	/** The gate of the room; null for unknown kinds and rooms, and for what is not theirs. */
	admit(kind: string, id: string, visitor: Visitor | null): Promise<Entry | null>;
	/** Takes over an opened socket; called in the same turn in which it opened. */
	enter(socket: WebSocket, guest: Guest): void;
}

const prefix = `${syncPath}/`;

/**
 * Answers websocket handshakes at `/sync/…`: 403 for a foreign Origin, 401 without session, 404 for what is not there or
 * not theirs. Every other upgrade is left alone (Vite's own, for one).
 */
export function onUpgrade(
	door: Door,
): (request: http.IncomingMessage, socket: Duplex, head: Buffer) => void {
	const sockets = new WebSocketServer({ noServer: true, maxPayload: 4 * maxFrameBytes });
	return (request, socket, head) => {
		const url = new URL(request.url ?? '/', 'http://relay');
		if (!url.pathname.startsWith(prefix)) return;
		socket.on('error', () => socket.destroy());
		const deny = (status: string) =>
			socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
		const upgrade = (then: (socket: WebSocket) => void) =>
			sockets.handleUpgrade(request, socket, head, (ws) => {
				// A broken frame is the sender's matter; ws closes the socket itself.
				ws.on('error', () => {});
				then(ws);
			});

		const knock = async () => {
			if (!door.open()) return deny('503 Service Unavailable');
			if (!sameOrigin(request.headers, door.config.origin)) return deny('403 Forbidden');
			const generation = door.generation();
			const cookie = request.headers.cookie ?? '';
			const visitor = await door.authenticate(cookie);
			const room = parseRoomName(decodeURIComponent(url.pathname.slice(prefix.length)));
			const entry = room && (await door.admit(room.kind, room.id, visitor));
			if (!room || !entry) {
				const [status, code] = visitor
					? (['404 Not Found', closeCode.gone] as const)
					: (['401 Unauthorized', closeCode.sessionEnded] as const);
				if (!url.searchParams.has(codesParam)) return deny(status);
				return upgrade((ws) => ws.close(code, status));
			}
			return upgrade((ws) => door.enter(ws, { ...room, cookie, visitor, entry, generation }));
		};
		knock().catch((error: unknown) => {
			door.log.error({ err: error }, 'upgrade');
			deny('500 Internal Server Error');
		});
	};
}

/**
 * Browsers always name the page's origin: it must be ours, so that no other site can speak with the visitor's cookie.
 * A client that names none is no page of another site, and needs the cookie all the same.
 */
function sameOrigin(headers: http.IncomingHttpHeaders, own: URL | undefined): boolean {
	if (headers.origin === undefined) return true;
	return headers.origin === (own?.origin ?? `http://${headers.host}`);
}
