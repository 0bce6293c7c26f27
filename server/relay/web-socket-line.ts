import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { Line, Packet } from './ports.ts';

/** How long a peer may take to say goodbye (ms). */
const goodbye = 800;

/**
 * A line over `ws`. News go out as frames built once for all sockets, written to the TCP socket in one piece; that skips
 * the library's sender, which is right only while nothing waits in it, so compression stays off (upgrade.ts).
 */
export function webSocketLine(ws: WebSocket): Line {
	// Not part of the library's types; where a version of it has none, `send` does.
	const { _socket: socket } = ws as unknown as { _socket?: Socket | null };
	return {
		get open() {
			return ws.readyState === ws.OPEN;
		},
		get buffered() {
			return ws.bufferedAmount;
		},
		send(packet: Packet) {
			if (socket?.writable) socket.write(packet.framed);
			else for (const payload of packet.payloads) ws.send(payload);
		},
		ping: () => ws.ping(),
		pause: () => ws.pause(),
		resume: () => ws.resume(),
		close(code, reason) {
			// A paused socket would never hear the peer's goodbye.
			if (ws.isPaused) ws.resume();
			ws.close(code, reason);
			setTimeout(() => ws.terminate(), goodbye).unref();
		},
		cut: () => ws.terminate(),
	};
}
