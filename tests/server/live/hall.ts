import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { newestKey } from '#domain/relay/protocol.ts';
import type { Actor } from '#domain/kernel/actor.ts';
import { createSession } from '#server/accounts/session.ts';
import { createApp, type App } from '#server/app.ts';
import { loadDemo } from '#server/demo/load.ts';
import { systemClock } from '#server/platform/clock.ts';
import { systemIds } from '#server/platform/ids.ts';
import { transact } from '#server/platform/tx.ts';
import { topicNames } from '#domain/live/topics.ts';
import { testApp } from '../../support/store.ts';

/** Somebody's screen: a stock y-websocket client in one of the meeting's rooms. */
export interface Screen {
	readonly room: string;
	/** The newest value of each topic. */
	topics(): Record<string, unknown>;
	/** Versions that went back while it watched: must stay empty. */
	readonly backwards: string[];
	readonly provider: WebsocketProvider;
}

export interface LiveHall {
	app: App;
	readonly partnershipId: string;
	readonly meeting: { id: string; slug: string };
	/** Item ids by number. */
	readonly items: ReadonlyMap<number, string>;
	readonly exemptItemId: string;
	actor(code: string): Actor;
	screen(kind: string, id: string, code: string | null): Promise<Screen>;
	/** Stops the app and starts another on the same store and port, as after a crash of the process. */
	restart(): Promise<void>;
	close(): Promise<void>;
}

/** The demo meeting on a real server. */
export async function liveHall(): Promise<LiveHall> {
	const test = await testApp();
	await loadDemo(test.app);
	const server = http.createServer((_request, response) => response.end());
	await new Promise<void>((resolve) => server.listen(0, resolve));
	const base = `http://localhost:${(server.address() as AddressInfo).port}`;
	const db = test.store.connection.db;
	const meeting = await db
		.selectFrom('meeting')
		.select(['id', 'slug', 'partnership_id'])
		.executeTakeFirstOrThrow();
	const people = await db.selectFrom('person').select(['id', 'code', 'account_id']).execute();
	const items = await db
		.selectFrom('agenda_item')
		.select(['id', 'number', 'compartment_id'])
		.execute();
	const screens: Screen[] = [];
	const actor = (code: string): Actor => {
		const person = people.find((each) => each.code === code);
		if (!person) throw new Error(`no person ${code}`);
		return {
			accountId: person.account_id ?? '',
			partnershipId: meeting.partnership_id,
			personId: person.id,
		};
	};
	const h: LiveHall = {
		app: test.app,
		partnershipId: meeting.partnership_id,
		meeting,
		items: new Map(items.map((item) => [item.number, item.id])),
		exemptItemId: items.find((item) => item.compartment_id !== null)?.id ?? '',
		actor,
		async screen(kind, id, code) {
			const cookie = code ? await cookieOf(h.app, actor(code).accountId) : '';
			const screen = watch(base, `${kind}:${id}`, cookie);
			screens.push(screen);
			return screen;
		},
		async restart() {
			const { config, log } = h.app;
			await h.app.close();
			h.app = createApp({
				connection: test.store.connection,
				config,
				log,
				clock: systemClock,
				ids: systemIds,
			});
			h.app.relay.attach(server);
		},
		async close() {
			for (const { provider } of screens) provider.destroy();
			await h.app.close();
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
			await test.store.destroy();
		},
	};
	h.app.relay.attach(server);
	return h;
}

async function cookieOf(app: App, accountId: string): Promise<string> {
	const { cookie } = await transact(app, (tx) => createSession(tx, app.config, accountId));
	return `${cookie.name}=${cookie.value}`;
}

function watch(base: string, room: string, cookie: string): Screen {
	const doc = new Y.Doc();
	const backwards: string[] = [];
	for (const name of topicNames) {
		let highest = '';
		doc.getMap(name).observe((_event) => {
			const newest = newestKey(doc.getMap(name).keys()) ?? '';
			if (newest < highest) backwards.push(`${name} ${highest} ${newest}`);
			highest = newest;
		});
	}
	class WithCookie extends WebSocket {
		constructor(address: string | URL, protocols?: string | string[]) {
			super(address, protocols, { headers: { origin: base, ...(cookie && { cookie }) } });
		}
	}
	const provider = new WebsocketProvider(`${base.replace('http', 'ws')}/sync`, room, doc, {
		WebSocketPolyfill: WithCookie as unknown as typeof globalThis.WebSocket,
		disableBc: true,
		maxBackoffTime: 100,
	});
	provider.messageHandlers[121] = () => {};
	provider.messageHandlers[122] = () => {};
	return {
		room,
		backwards,
		provider,
		topics: () =>
			Object.fromEntries(
				topicNames.flatMap((name) => {
					const topic = doc.getMap(name);
					const newest = newestKey(topic.keys());
					return newest === undefined ? [] : [[name, topic.get(newest)]];
				}),
			),
	};
}

/** Resolves when the condition holds; fails after ten seconds with its own words. */
export async function until(
	condition: () => boolean | Promise<boolean>,
	what: string,
): Promise<void> {
	const end = Date.now() + 10_000;
	while (!(await condition())) {
		if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
}
