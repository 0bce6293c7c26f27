import type { Page } from '@playwright/test';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { expect, type World } from './world.ts';

/** Writes into a room as the person of the page, over a socket of its own, and waits until everybody would see it. */
export async function writeIn(
	world: World,
	page: Page,
	room: string,
	change: (doc: Y.Doc) => void,
): Promise<void> {
	const cookies = await page.context().cookies();
	const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
	const { base } = world.server;
	class WithCookie extends WebSocket {
		constructor(address: string | URL, protocols?: string | string[]) {
			super(address, protocols, { headers: { origin: base, cookie } });
		}
	}
	const open = async () => {
		const doc = new Y.Doc();
		const provider = new WebsocketProvider(`${base.replace('http', 'ws')}/sync`, room, doc, {
			WebSocketPolyfill: WithCookie as unknown as typeof globalThis.WebSocket,
			disableBc: true,
		});
		// A stock client has no word for these two and would print a line for each.
		provider.messageHandlers[121] = () => {};
		provider.messageHandlers[122] = () => {};
		await expect.poll(() => provider.synced, { message: `joined ${room}` }).toBe(true);
		return { doc, provider };
	};
	const writer = await open();
	const reader = await open();
	change(writer.doc);
	const written = Y.encodeStateVector(writer.doc);
	await expect
		.poll(() => Buffer.compare(Y.encodeStateVector(reader.doc), written) === 0)
		.toBe(true);
	writer.provider.destroy();
	reader.provider.destroy();
}
