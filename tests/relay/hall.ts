import { randomUUID } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import type { App } from '#server/app.ts';
import { transact } from '#server/platform/tx.ts';
import { createRelay, type RelayOptions } from '#server/relay/create-relay.ts';
import type { Entry, Relay, RoomRef, Visitor } from '#server/relay/relay.ts';
import { testApp, type TestApp } from '../support/store.ts';
import { addPartnership } from './hall-store.ts';
import { addKinds } from './kinds.ts';

export interface Hall {
	readonly app: App;
	readonly test: TestApp;
	readonly base: string;
	relay: Relay;
	/** What the gate of the agenda answers, by account. */
	readonly entries: Map<string, Entry>;
	/** Sessions by cookie. */
	readonly sessions: Map<string, Visitor>;
	/** Adds somebody with a session; returns their cookie. */
	person(name: string, access?: 'write' | 'read'): Person;
	/** A new agenda room. */
	room(content?: (doc: Y.Doc) => void): Promise<RoomRef>;
	/** Stops the relay and starts another one on the same store and port. */
	restart(): Promise<void>;
	close(): Promise<void>;
}

export interface Person {
	readonly account: string;
	readonly cookie: string;
	readonly visitor: Visitor;
}

/** A relay with the kinds `agenda` (stored) and `live` (derived) on a real server, with made-up sessions. */
export async function hall(
	fill: (relay: Relay, id: string) => Promise<void> = () => Promise.resolve(),
	options: Partial<Pick<RelayOptions, 'lookMs' | 'restMs' | 'lingerMs' | 'store'>> = {},
): Promise<Hall> {
	const test = await testApp();
	const { app } = test;
	const partnershipId = await addPartnership(app.db);
	const entries = new Map<string, Entry>();
	const sessions = new Map<string, Visitor>();
	const make = (): Relay => {
		const relay = createRelay({
			services: app,
			authenticate: (cookie) => Promise.resolve(sessions.get(cookie) ?? null),
			standing: () => Promise.resolve(new Set([...sessions.values()].map((one) => one.sessionRef))),
			...options,
		});
		addKinds(
			relay,
			(visitor) => entries.get(visitor.accountId) ?? null,
			(id) => fill(h.relay, id),
		);
		return relay;
	};
	const server = http.createServer((request, response) => {
		if (!h.relay.answer(request, response)) response.end();
	});
	const lines = new Set<Socket>();
	server.on('connection', (line) => {
		lines.add(line);
		line.on('close', () => lines.delete(line));
	});
	await new Promise<void>((resolve) => server.listen(0, resolve));
	const { port } = server.address() as AddressInfo;
	const h: Hall = {
		app,
		test,
		base: `http://localhost:${port}`,
		relay: make(),
		entries,
		sessions,
		person(name, access = 'write') {
			const visitor = { accountId: randomUUID(), sessionRef: randomUUID() };
			const cookie = `session=${visitor.sessionRef}`;
			sessions.set(cookie, visitor);
			entries.set(visitor.accountId, {
				access,
				name,
				role: 'Member',
				colour: 3,
				personId: randomUUID(),
			});
			return { account: visitor.accountId, cookie, visitor };
		},
		async room(content) {
			const room = {
				id: randomUUID(),
				kind: 'agenda',
				partnershipId,
				subjectId: randomUUID(),
				compartmentId: null,
			};
			await transact(app, (tx) => h.relay.createRoom(tx, room, content));
			return room;
		},
		async restart() {
			await h.relay.close();
			h.relay = make();
			h.relay.attach(server);
		},
		async close() {
			await h.relay.close();
			for (const line of lines) line.destroy();
			await new Promise((resolve) => server.close(resolve));
			await test.close();
		},
	};
	h.relay.attach(server);
	return h;
}

/** The stock client from npm, in Node: `ws` with a cookie and an Origin, and nothing of ours. */
export function stock(
	h: Pick<Hall, 'base'>,
	room: string,
	person: Pick<Person, 'cookie'> | null,
	doc = new Y.Doc(),
	origin = h.base,
): WebsocketProvider {
	class WithCookie extends WebSocket {
		constructor(address: string | URL, protocols?: string | string[]) {
			super(address, protocols, { headers: { origin, ...(person && { cookie: person.cookie }) } });
		}
	}
	const provider = new WebsocketProvider(`${h.base.replace('http', 'ws')}/sync`, room, doc, {
		WebSocketPolyfill: WithCookie as unknown as typeof globalThis.WebSocket,
		disableBc: true,
	});
	// A stock client has no word for these two and would print a line for each.
	provider.messageHandlers[121] = () => {};
	provider.messageHandlers[122] = () => {};
	return provider;
}

/** Resolves when the condition holds; fails after ten seconds with its own words. */
export async function until(
	condition: () => boolean | Promise<boolean>,
	what = String(condition),
): Promise<void> {
	const end = Date.now() + 10_000;
	while (!(await condition())) {
		if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}
