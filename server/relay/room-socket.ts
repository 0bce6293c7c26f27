import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import type { Connection } from './connection.ts';
import type { Line, Packet } from './ports.ts';

/** How long a peer may take to say goodbye (ms). */
const goodbye = 800;

/** Who is told what a socket brings. */
export interface Listener {
	hear(connection: Connection, bytes: Uint8Array): void;
	part(connection: Connection): void;
}

/**
 * A line over `ws`, in one with its socket, and without listeners of its own to each: there may be thousands that are only
 * open. News go out as frames built once for all sockets, written to the TCP socket in one piece; that skips the library's
 * sender, which is right only while nothing waits in it, so compression stays off (upgrade.ts).
 */
export class RoomSocket extends WebSocket implements Line {
	private connection: Connection | undefined = undefined;
	private listener: Listener | undefined = undefined;
	// Not part of the library's types. Where a version of it has none, `send` does, and no silent peer is found out.
	declare private readonly _socket: Socket | null | undefined;
	/** Whether the last piece did not go out at once: until one does, it is looked up how much is waiting. */
	private backed = true;

	/** Gives it its place in the relay. */
	place(connection: Connection, listener: Listener): void {
		this.connection = connection;
		this.listener = listener;
	}

	override emit(event: string | symbol, ...args: unknown[]): boolean {
		if (event === 'message') {
			if (this.connection) this.listener?.hear(this.connection, args[0] as Buffer);
		} else if (event === 'ping') {
			// Who asks faster than they read is not answered.
			if (this.bufferedAmount === 0) this.pong(args[0], false);
		} else if (event === 'close') {
			if (this.connection) this.listener?.part(this.connection);
		} else if (event !== 'error' && event !== 'pong') return super.emit(event, ...args);
		// A broken frame is the sender's matter; the library closes the socket itself.
		return true;
	}

	get open(): boolean {
		return this.readyState === WebSocket.OPEN;
	}

	get buffered(): number {
		return this.backed ? this.bufferedAmount : 0;
	}

	get received(): number {
		return this._socket?.bytesRead ?? NaN;
	}

	put(packet: Packet): void {
		if (this._socket?.writable) this.backed = !this._socket.write(packet.framed);
		else for (const payload of packet.payloads) this.send(payload);
	}

	dismiss(code: number, reason: string): void {
		// A paused socket would never hear the peer's goodbye.
		if (this.isPaused) this.resume();
		this.close(code, reason);
		setTimeout(() => this.cut(), goodbye).unref();
	}

	cut(): void {
		this.terminate();
	}
}
