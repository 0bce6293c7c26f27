import type http from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import {
	accountParam,
	closeCode,
	codesParam,
	maxFrameBytes,
	parseRoomName,
	syncPath,
} from '#domain/relay/protocol.ts';
import type { Config } from '../platform/config.ts';
import type { Log } from '../platform/log.ts';
import type { Guest } from './connection.ts';
import type { Hall } from './hall.ts';
import type { Visitor } from './relay.ts';
import { RoomSocket } from './room-socket.ts';

export interface Door {
	readonly config: Pick<Config, 'origin'>;
	readonly log: Log;
	readonly hall: Pick<Hall, 'knock'>;
	/** Whether anybody is let in at all. */
	open(): boolean;
	/** Takes over an opened socket; called in the same turn in which it opened. */
	enter(socket: RoomSocket, guest: Guest): void;
}

const prefix = `${syncPath}/`;

// What a socket keeps for as long as it lives is made out here: a function made while it knocks would keep its request.
function cutOff(this: Duplex): void {
	this.destroy();
}

/** What somebody asks of the relay: a room (null for a name of none), and as which account, where their page says so. */
export interface Asked {
	readonly room: NonNullable<ReturnType<typeof parseRoomName>> | null;
	/** Whether refusals are wanted as close codes. */
	readonly codes: boolean;
	readonly as: string | null;
}

/** Reads an address such as `/sync/agenda:<uuid>?as=<account>`; undefined for one of somebody else's, or that is none. */
export function readAddress(address: string | undefined): Asked | undefined {
	if (!address?.startsWith(prefix)) return undefined;
	const url = URL.parse(address, 'http://relay');
	if (!url?.pathname.startsWith(prefix)) return undefined;
	const as = url.searchParams.get(accountParam);
	const codes = url.searchParams.has(codesParam);
	try {
		const room = parseRoomName(decodeURIComponent(url.pathname.slice(prefix.length))) ?? null;
		return { room, codes, as };
	} catch {
		return { room: null, codes, as };
	}
}

/** Whether a page that names its account is still read by whom it was made for. */
export const isFor = (as: string | null, visitor: Visitor | null): boolean =>
	as === null || as === visitor?.accountId;

/**
 * Answers websocket handshakes at `/sync/…`: 403 for a foreign Origin, 401 without session, 404 for what is not there or
 * not theirs. Every other upgrade is left alone (Vite's own, for one).
 */
export function onUpgrade(
	door: Door,
): (request: http.IncomingMessage, socket: Duplex, head: Buffer) => void {
	const sockets = new WebSocketServer({
		noServer: true,
		WebSocket: RoomSocket,
		autoPong: false,
		clientTracking: false,
		// What is larger than a frame may be is read to its end, to be refused with a code of ours.
		maxPayload: 4 * maxFrameBytes,
		perMessageDeflate: false,
	});
	return (request, socket, head) => {
		const asked = readAddress(request.url);
		if (asked === undefined) return;
		socket.on('error', cutOff);
		const deny = (status: string) =>
			socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () =>
				socket.destroy(),
			);
		let upgraded = false;
		const upgrade = (then: (socket: RoomSocket) => void) => {
			upgraded = true;
			sockets.handleUpgrade(request, socket, head, (ws) => {
				socket.off('error', cutOff);
				then(ws);
			});
		};
		/** Browsers hide the status of a handshake, so who asks for it is told by a code. */
		const refuse = (status: string, code: number) =>
			asked.codes ? upgrade((ws) => ws.close(code, status)) : deny(status);

		const knock = async () => {
			if (!door.open()) return deny('503 Service Unavailable');
			if (!sameOrigin(request.headers, door.config.origin)) return deny('403 Forbidden');
			const cookie = request.headers.cookie ?? '';
			const { kind, id } = asked.room ?? { kind: '', id: '' };
			const { guest, visitor } = await door.hall.knock(kind, id, cookie);
			// It may have begun to close meanwhile, and would not know of this one.
			if (!door.open()) return deny('503 Service Unavailable');
			if (!isFor(asked.as, visitor)) return refuse('401 Unauthorized', closeCode.sessionEnded);
			if (guest) return upgrade((ws) => door.enter(ws, guest));
			if (visitor) return refuse('404 Not Found', closeCode.gone);
			return refuse('401 Unauthorized', closeCode.sessionEnded);
		};
		knock().catch((error: unknown) => {
			door.log.error({ err: error }, 'upgrade');
			if (upgraded) socket.destroy();
			else refuse('503 Service Unavailable', closeCode.tryAgain);
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
