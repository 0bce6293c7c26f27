import type { Locator, Page, WebSocketRoute } from '@playwright/test';
import { message } from '#domain/relay/protocol.ts';
import { expect } from './world.ts';

/** What the page says about the words: its whole line, with the way out. */
export const said = (page: Page): Locator => page.locator('.mh-saved');

/** The agenda's draft, open for editing. */
export async function openAgenda(page: Page, meeting: string): Promise<void> {
	await page.goto(`${new URL(meeting).pathname}/agenda`);
	await expect(said(page)).toHaveText('Saved');
}

/** The field of the first item's title, open. */
export async function title(page: Page): Promise<Locator> {
	const field = page.getByRole('textbox', { name: /^Title of item/ });
	if ((await field.count()) === 0)
		await page.locator('[data-item]').first().locator('[data-open]').click();
	await field.click();
	await field.press('Control+End');
	return field;
}

/** Writes at the end of the first item's title. */
export async function write(page: Page, words: string): Promise<void> {
	await (await title(page)).pressSequentially(words);
}

export const firstItem = (page: Page): Locator => page.locator('[data-item]').first();

/** Somebody on the line between the page and the relay; call it before the page is opened. */
export interface Between {
	/** What the page has said, as messages. */
	readonly sent: readonly Buffer[];
	/** Keeps back what the server says of that kind (first number of a message) until let go. */
	holdBack(kind: number): void;
	letGo(): void;
	/** Whether the server hears nothing of what the page says. */
	mute(yes: boolean): void;
	/** Tells the page that its first frame was refused. */
	refuse(code: string): void;
	/** Closes the page's line with a code, and every later one as soon as it opens, until told otherwise. */
	close(code: number | null): void;
}

export async function between(page: Page, room: RegExp): Promise<Between> {
	const lines = new Set<WebSocketRoute>();
	let kind: number | null = null;
	const held: (() => void)[] = [];
	const sent: Buffer[] = [];
	let closing: number | null = null;
	let muted = false;
	await page.routeWebSocket(room, (line) => {
		if (closing !== null) {
			void line.close({ code: closing });
			return;
		}
		lines.add(line);
		const server = line.connectToServer();
		line.onMessage((frame) => {
			if (typeof frame !== 'string') sent.push(frame);
			if (!muted) server.send(frame);
		});
		line.onClose((code, reason) => {
			lines.delete(line);
			void server.close({ code: code ?? 1000, reason: reason ?? '' });
		});
		server.onMessage((frame) => {
			if (typeof frame !== 'string' && frame[0] === kind) held.push(() => line.send(frame));
			else line.send(frame);
		});
		server.onClose((code, reason) => {
			lines.delete(line);
			void line.close({ code: code ?? 1000, reason: reason ?? '' });
		});
	});
	return {
		sent,
		holdBack: (what) => (kind = what),
		letGo() {
			kind = null;
			for (const send of held.splice(0)) send();
		},
		mute: (yes) => void (muted = yes),
		refuse(code) {
			for (const line of lines)
				line.send(Buffer.from([message.refused, 1, code.length, ...Buffer.from(code)]));
		},
		close(code) {
			closing = code;
			if (code !== null) for (const line of lines) void line.close({ code });
			lines.clear();
		},
	};
}
