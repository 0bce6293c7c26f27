import { setTimeout as wait } from 'node:timers/promises';
import * as Y from 'yjs';
import { Client } from '../support/client.ts';
import { readChunks } from '../support/document.ts';
import { cpuMs } from '../support/proc.ts';
import type { RoomAt, Target } from './job.ts';

/** Somebody comes into a room that has a document, with nothing of their own. */
export interface JoinJob {
	readonly target: Target;
	readonly room: RoomAt;
	/** The document that is in the room. */
	readonly file: string;
}

export interface JoinResult {
	/** From knocking until the first answer had come: what a stock client calls "synced". */
	readonly syncedMs: number;
	/** From knocking until everything had come. */
	readonly wholeMs: number;
	/** Whether everything was there when it was called synced. */
	readonly wholeWhenSynced: boolean;
	/** Content bytes received, as a multiple of the document's. */
	readonly times: number;
	readonly serverCpuMs: number;
}

/** How long nothing more must come until that was all (ms). */
const quiet = 700;

export async function join(job: JoinJob): Promise<JoinResult> {
	const wanted = docOf(readChunks(job.file));
	const size = Y.encodeStateAsUpdate(wanted).length;
	const heard: { at: number; update: Buffer; answer: boolean }[] = [];
	const cpu = cpuMs(job.target.pid);
	const begun = performance.now();
	const client = new Client(job.target.address, job.room.name, job.room.cookies[0], {
		content: (update, answer) =>
			heard.push({ at: performance.now() - begun, update: Buffer.from(update), answer }),
	});
	await client.synced;
	for (;;) {
		const before = heard.length;
		await wait(quiet);
		if (heard.length > before) continue;
		if (
			isWhole(
				heard.map(({ update }) => update),
				wanted,
			) ||
			performance.now() - begun > 60_000
		)
			break;
	}
	const serverCpuMs = cpuMs(job.target.pid) - cpu;
	client.close();

	const first = heard.findIndex(({ answer }) => answer);
	const upTo = (n: number) => heard.slice(0, n + 1).map(({ update }) => update);
	const whole = heard.findIndex((_, n) => isWhole(upTo(n), wanted));
	return {
		syncedMs: heard[first]?.at ?? NaN,
		wholeMs: heard[whole]?.at ?? NaN,
		wholeWhenSynced: whole >= 0 && whole <= first,
		times: heard.reduce((sum, { update }) => sum + update.length, 0) / size,
		serverCpuMs,
	};
}

function docOf(updates: readonly Uint8Array[]): Y.Doc {
	const doc = new Y.Doc();
	doc.transact(() => {
		for (const update of updates) Y.applyUpdate(doc, update);
	});
	return doc;
}

/** Whether the updates make the document, letter for letter. */
function isWhole(updates: readonly Uint8Array[], wanted: Y.Doc): boolean {
	const doc = docOf(updates);
	return (
		doc.store.clients.size === wanted.store.clients.size &&
		doc.getXmlFragment('body').toJSON() === wanted.getXmlFragment('body').toJSON()
	);
}
