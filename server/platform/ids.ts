import { randomBytes, randomUUID } from 'node:crypto';

/** Where ids and chance come from, so that tests can fix them. */
export interface Ids {
	/** A random UUID; order is never read from it. */
	uuid(): string;
	/** `bytes` random bytes. */
	random(bytes: number): Uint8Array;
}

export const systemIds: Ids = {
	uuid: () => randomUUID(),
	random: (bytes) => new Uint8Array(randomBytes(bytes)),
};
