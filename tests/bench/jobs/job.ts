import type { Address } from '../support/client.ts';
import type { JoinJob, JoinResult } from './join.ts';
import type { FillJob, FillResult } from './fill.ts';
import type { HoldJob, HoldResult } from './hold.ts';
import type { TypingJob, TypingResult } from './typing.ts';
import type { UploadJob, UploadResult } from './upload.ts';

/** The server a job works on. */
export interface Target {
	readonly address: Address;
	readonly pid: number;
	/** The postmaster, for a server that has one. */
	readonly postgres: number | null;
}

/** A room and with which cookies one comes in; undefined for a server that asks for none. */
export interface RoomAt {
	readonly name: string;
	readonly cookies: readonly (string | undefined)[];
}

/** Everything the load generator can be asked for, by name: what goes in and what comes out. */
export interface Jobs {
	readonly typing: [TypingJob, TypingResult];
	readonly upload: [UploadJob, UploadResult];
	readonly fill: [FillJob, FillResult];
	readonly join: [JoinJob, JoinResult];
	readonly hold: [HoldJob, HoldResult];
}
