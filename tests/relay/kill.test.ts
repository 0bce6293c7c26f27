import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as decoding from 'lib0/decoding';
import { afterAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { connect } from '#server/platform/db.ts';
import { reading } from '#server/platform/tx.ts';
import { readRoom } from '#server/relay/store.ts';
import { testStore } from '../support/store.ts';
import { stock, until } from './hall.ts';
import type { Wanted } from './process.ts';

const script = fileURLToPath(new URL('./process.ts', import.meta.url));
const cleanUp: (() => unknown)[] = [];
afterAll(async () => {
	for (const run of cleanUp.reverse()) await run();
});

async function start(wanted: Wanted): Promise<{ child: ChildProcess; port: number }> {
	const child = spawn(process.execPath, [script, JSON.stringify(wanted)], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	cleanUp.push(() => child.kill('SIGKILL'));
	const port = await new Promise<number>((resolve, reject) => {
		child.stdout.once('data', (line: Buffer) => resolve(Number(line.toString())));
		child.once('exit', () => reject(new Error('the relay did not start')));
	});
	return { child, port };
}

async function kill(child: ChildProcess): Promise<void> {
	const gone = new Promise((resolve) => child.once('exit', resolve));
	child.kill('SIGKILL');
	await gone;
}

/** Somebody who types a numbered word every few milliseconds, and remembers how many the server has acknowledged. */
class Typist {
	readonly client;
	/** Words that a server said were saved. */
	readonly saved = new Set<string>();
	/** The words in each frame of this connection, by number. */
	#frames: string[][] = [];
	#typed = 0;
	readonly #name: string;
	#timer: NodeJS.Timeout | undefined;

	constructor(base: string, room: string, name: string) {
		this.#name = name;
		this.client = stock({ base }, room, { cookie: name });
		const doc = this.client.doc;
		this.client.on('status', ({ status }) => {
			// The first frame of a connection answers the server with everything there is.
			if (status === 'connected') this.#frames = [this.#all()];
		});
		doc.on('update', (_update: Uint8Array, origin: unknown) => {
			if (origin !== this.client && this.client.wsconnected)
				this.#frames.push([`${name}${this.#typed}`]);
		});
		this.client.messageHandlers[121] = (_encoder, decoder) => {
			const n = decoding.readVarUint(decoder);
			for (const frame of this.#frames.slice(0, n)) for (const word of frame) this.saved.add(word);
		};
	}

	#all = () => Array.from({ length: this.#typed }, (_, i) => `${this.#name}${i + 1}`);

	begin(): void {
		this.#timer = setInterval(() => {
			this.#typed++;
			const note = this.client.doc.getText('note');
			note.insert(note.length, `${this.#name}${this.#typed} `);
		}, 3);
	}

	stop(): void {
		clearInterval(this.#timer);
	}

	get words(): string {
		return this.client.doc.getText('note').toJSON();
	}

	get typed(): number {
		return this.#typed;
	}
}

test('killed in the middle of typing, three times over, it loses nothing it acknowledged', async () => {
	const dataDir = mkdtempSync(path.join(tmpdir(), 'moothall-kill-'));
	cleanUp.push(() => rmSync(dataDir, { recursive: true, force: true }));
	// On Postgres the store is a database of its own; on PGlite it is the folder, opened by one process at a time.
	const store = process.env['TEST_DATABASE_URL'] ? await testStore() : undefined;
	if (store) cleanUp.push(() => store.destroy());
	const ids = { partnershipId: randomUUID(), roomId: randomUUID() };
	let run = await start({ url: store?.url, dataDir, port: 0, ...ids });
	const base = `http://localhost:${run.port}`;
	const typists = ['a', 'b'].map((name) => new Typist(base, `agenda:${ids.roomId}`, name));
	cleanUp.push(() => typists.forEach(({ client }) => client.destroy()));

	for (let round = 1; round <= 3; round++) {
		await until(() => typists.every(({ client }) => client.synced));
		for (const typist of typists) typist.begin();
		const enough = typists.map(({ saved }) => saved.size + 40);
		await until(() => typists.every(({ saved }, i) => saved.size > (enough[i] as number)));
		await kill(run.child);
		for (const typist of typists) typist.stop();
		const acknowledged = typists.flatMap(({ saved }) => [...saved]);
		const unacknowledged = typists.reduce((sum, { typed }) => sum + typed, 0) - acknowledged.length;
		expect(unacknowledged).toBeGreaterThanOrEqual(0);

		const connection = store?.connection ?? (await connect({ dataDir }));
		const doc = await reading(connection, (tx) => readRoom(tx, ids.roomId));
		if (!store) await connection.db.destroy();
		const kept = new Set(doc.getText('note').toJSON().split(' '));
		expect(acknowledged.filter((word) => !kept.has(word))).toEqual([]);
		run = await start({ url: store?.url, dataDir, port: run.port, ...ids });
	}
	const [one, two] = typists as [Typist, Typist];
	await until(() => one.words === two.words && one.client.synced && two.client.synced);
	const words = one.words.trim().split(' ').length;
	expect(words).toBe(one.typed + two.typed);
	// Whoever comes new sees what they see: the rest came back with the typists.
	const late = new Y.Doc();
	const visitor = stock({ base }, `agenda:${ids.roomId}`, { cookie: 'c' }, late);
	cleanUp.push(() => visitor.destroy());
	await until(() => late.getText('note').toJSON() === one.words);
	await kill(run.child);
}, 120_000);
