import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { Line, Packet } from './ports.ts';

/** How long a peer may take to say goodbye (ms). */
const goodbye = 800;

/**
 * A line over `ws`. News go out as frames built once for all sockets, written to the TCP socket in one piece; that skips
 * the library's sender, which is right only while nothing waits in it, so compression stays off (upgrade.ts).
 */
class WebSocketLine implements Line {
	readonly #ws: WebSocket;
	// Not part of the library's types; where a version of it has none, `send` does.
	readonly #socket: Socket | null | undefined;
	/** Whether the last piece did not go out at once: until one does, it is looked up how much is waiting. */
	#backed = true;

	constructor(ws: WebSocket) {
		this.#ws = ws;
		this.#socket = (ws as unknown as { _socket?: Socket | null })._socket;
	}

	get open(): boolean {
		return this.#ws.readyState === this.#ws.OPEN;
	}

	get buffered(): number {
		return this.#backed ? this.#ws.bufferedAmount : 0;
	}

	send(packet: Packet): void {
		if (this.#socket?.writable) this.#backed = !this.#socket.write(packet.framed);
		else for (const payload of packet.payloads) this.#ws.send(payload);
	}

	ping(): void {
		this.#ws.ping();
	}

	pause(): void {
		this.#ws.pause();
	}

	resume(): void {
		this.#ws.resume();
	}

	close(code: number, reason: string): void {
		// A paused socket would never hear the peer's goodbye.
		if (this.#ws.isPaused) this.#ws.resume();
		this.#ws.close(code, reason);
		setTimeout(() => this.cut(), goodbye).unref();
	}

	cut(): void {
		this.#ws.terminate();
	}
}

export const webSocketLine = (ws: WebSocket): Line => new WebSocketLine(ws);
