import { setTimeout as wait } from 'node:timers/promises';
import { Client } from '../support/client.ts';
import { readChunks } from '../support/document.ts';
import type { RoomAt, Target } from './job.ts';
import { inTurn } from './typing.ts';

/** Puts a document into rooms, as a client would that has it. */
export interface FillJob {
	readonly target: Target;
	readonly rooms: readonly RoomAt[];
	readonly file: string;
}

export interface FillResult {
	readonly ms: number;
}

export async function fill(job: FillJob): Promise<FillResult> {
	const chunks = readChunks(job.file);
	const begun = performance.now();
	await inTurn(
		job.rooms.map((room) => () => fillRoom(job, room, chunks)),
		8,
	);
	return { ms: performance.now() - begun };
}

async function fillRoom(job: FillJob, room: RoomAt, chunks: readonly Uint8Array[]): Promise<void> {
	let answers = 0;
	const client = new Client(job.target.address, room.name, room.cookies[0], {
		content: (_update, answer) => {
			if (answer) answers++;
		},
		refused: (_n, code) => {
			throw new Error(`refused: ${code}`);
		},
	});
	await client.synced;
	const has = answers;
	for (const chunk of chunks) {
		if (client.sendContent(client.content(chunk))) continue;
		await new Promise<void>((resolve) => client.line.onceDrained(() => resolve()));
	}
	// A server that acknowledges nothing has dealt with it when it answers what was asked after it.
	client.ask(new Uint8Array([0]));
	while (answers === has || (client.acknowledged > 0 && client.acknowledged < client.sent)) {
		if (client.line.closed) throw new Error(`closed with ${client.closedWith} while filling`);
		await wait(5);
	}
	client.close();
}
