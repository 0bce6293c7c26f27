import { Client } from '../support/client.ts';
import type { RoomAt, Target } from './job.ts';
import { inTurn } from './typing.ts';

/** People who are there and do nothing, until the generator is ended. */
export interface HoldJob {
	readonly target: Target;
	readonly rooms: readonly RoomAt[];
}

export interface HoldResult {
	readonly people: number;
}

export async function hold(job: HoldJob): Promise<HoldResult> {
	const runs = job.rooms.flatMap(({ name, cookies }) =>
		cookies.map((cookie) => () => new Client(job.target.address, name, cookie).synced),
	);
	await inTurn(runs, 64);
	return { people: runs.length };
}
