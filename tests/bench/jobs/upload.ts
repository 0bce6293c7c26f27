import { setTimeout as wait } from 'node:timers/promises';
import { Crowd, Tally } from '../support/crowd.ts';
import { Family, cpuMs } from '../support/proc.ts';
import type { RoomAt, Target } from './job.ts';

/** One client sends a great many single edits as fast as the server takes them; another reads. */
export interface UploadJob {
	readonly target: Target;
	readonly room: RoomAt;
	readonly edits: number;
	readonly patienceMs: number;
}

export interface UploadResult {
	/** Until the reader had them all (ms); null when patience ran out. */
	readonly deliveredMs: number | null;
	/** Until all were acknowledged (ms); null for servers that say nothing, or too late. */
	readonly acknowledgedMs: number | null;
	readonly delivered: number;
	readonly messages: number;
	readonly faithful: boolean;
	readonly refused: number;
	readonly closed: number;
	readonly serverCpuMs: number;
	readonly postgresCpuMs: number | null;
}

/** Letters written into the socket in one piece. */
const piece = 500;

export async function upload(job: UploadJob): Promise<UploadResult> {
	const tally = new Tally();
	const crowd = new Crowd(tally);
	const { address, pid, postgres } = job.target;
	const writer = await crowd.enter(address, job.room.name, job.room.cookies[0], { writes: true });
	const reader = await crowd.enter(address, job.room.name, job.room.cookies[1], { probe: true });
	crowd.open();
	await wait(500);
	const family = postgres === null ? null : new Family(postgres);
	const cpu = cpuMs(pid);
	tally.begin();
	const begun = performance.now();
	const { client } = writer;
	const before = client.sent;
	let deliveredMs: number | null = null;
	let acknowledgedMs: number | null = null;
	const sending = (async () => {
		for (let left = job.edits; left > 0 && !client.line.closed; left -= piece) {
			crowd.write(writer, Math.min(piece, left));
			if (client.line.full)
				await new Promise<void>((resolve) => client.line.onceDrained(() => resolve()));
			else await wait(0);
		}
	})();
	while (performance.now() - begun < job.patienceMs && !client.line.closed) {
		await wait(5);
		const ms = performance.now() - begun;
		if (reader.letters >= job.edits) deliveredMs ??= ms;
		if (client.acknowledged >= before + job.edits) acknowledgedMs ??= ms;
		if (deliveredMs !== null && (acknowledgedMs !== null || client.acknowledged === 0)) break;
	}
	const serverCpuMs = cpuMs(pid) - cpu;
	const result: UploadResult = {
		deliveredMs,
		acknowledgedMs,
		delivered: reader.letters,
		messages: tally.messages,
		faithful: crowd.faithful,
		refused: tally.refused,
		closed: tally.closed,
		serverCpuMs,
		postgresCpuMs: family && family.sinceMs(),
	};
	client.line.cut();
	reader.client.line.cut();
	await sending;
	return result;
}
