import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { authStep, message, syncStep, type FrameRefusal } from '#domain/relay/protocol.ts';
import type { Entry } from './relay.ts';

/** A frame as the relay reads it. */
export type Frame =
	| { readonly is: 'step_one'; readonly stateVector: Uint8Array }
	/** A numbered frame: what acks count. */
	| { readonly is: 'content'; readonly answer: boolean; readonly update: Uint8Array }
	| { readonly is: 'awareness'; readonly update: Uint8Array }
	| { readonly is: 'query_awareness' }
	/** Nothing the relay acts on. */
	| { readonly is: 'other' };

/** Reads the envelope of one frame. Throws when it is cut short or names no known kind of message. */
export function readFrame(bytes: Uint8Array): Frame {
	const decoder = decoding.createDecoder(bytes);
	const kind = decoding.readVarUint(decoder);
	if (kind === message.sync) {
		const step = decoding.readVarUint(decoder);
		const payload = decoding.readVarUint8Array(decoder);
		if (step === syncStep.one) return { is: 'step_one', stateVector: payload };
		if (step === syncStep.two || step === syncStep.update)
			return { is: 'content', answer: step === syncStep.two, update: payload };
	}
	if (kind === message.awareness)
		return { is: 'awareness', update: decoding.readVarUint8Array(decoder) };
	if (kind === message.queryAwareness) return { is: 'query_awareness' };
	if (kind === message.auth) return { is: 'other' };
	throw new Error('unknown message');
}

function sync(step: number, payload: Uint8Array): Uint8Array {
	return encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, message.sync);
		encoding.writeVarUint(encoder, step);
		encoding.writeVarUint8Array(encoder, payload);
	});
}

/** Asks for everything the receiver has beyond this state vector. */
export const stepOneFrame = (stateVector: Uint8Array): Uint8Array =>
	sync(syncStep.one, stateVector);

/** Everything that the receiver asked for. */
export const stepTwoFrame = (update: Uint8Array): Uint8Array => sync(syncStep.two, update);

export const updateFrame = (update: Uint8Array): Uint8Array => sync(syncStep.update, update);

export const ackFrame = (n: number): Uint8Array =>
	encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, message.ack);
		encoding.writeVarUint(encoder, n);
	});

export const refusedFrame = (n: number, code: FrameRefusal): Uint8Array =>
	encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, message.refused);
		encoding.writeVarUint(encoder, n);
		encoding.writeVarString(encoder, code);
	});

/** Tells a client who it is in the room; a stock client passes over it. */
export const welcomeFrame = ({ access, name, role, colour }: Entry): Uint8Array =>
	encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, message.auth);
		encoding.writeVarUint(encoder, authStep.welcome);
		encoding.writeVarString(encoder, JSON.stringify({ access, name, role, colour }));
	});

/** One client in an awareness message; a null state says that it left. */
export interface AwarenessEntry {
	readonly client: number;
	readonly clock: number;
	readonly state: Record<string, unknown> | null;
}

export const awarenessFrame = (entries: readonly AwarenessEntry[]): Uint8Array =>
	encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, message.awareness);
		encoding.writeVarUint8Array(
			encoder,
			encoding.encode((inner) => {
				encoding.writeVarUint(inner, entries.length);
				for (const { client, clock, state } of entries) {
					encoding.writeVarUint(inner, client);
					encoding.writeVarUint(inner, clock);
					encoding.writeVarString(inner, JSON.stringify(state));
				}
			}),
		);
	});

/** An awareness message about nobody: tells a client that the line is alive. */
export const keepAliveFrame = awarenessFrame([]);

/**
 * Reads those clients of an awareness message that are `wanted`, of the first `limit`. Throws when it is cut short or
 * they are no JSON.
 */
export function readAwareness(
	update: Uint8Array,
	limit: number,
	wanted: (client: number) => boolean,
): AwarenessEntry[] {
	const decoder = decoding.createDecoder(update);
	const count = Math.min(decoding.readVarUint(decoder), limit);
	const entries: AwarenessEntry[] = [];
	for (let i = 0; i < count; i++) {
		const client = decoding.readVarUint(decoder);
		const clock = decoding.readVarUint(decoder);
		if (!wanted(client)) {
			decoding.readVarUint8Array(decoder);
			continue;
		}
		const state: unknown = JSON.parse(decoding.readVarString(decoder));
		entries.push({
			client,
			clock,
			state:
				typeof state === 'object' && state !== null && !Array.isArray(state)
					? (state as Record<string, unknown>)
					: null,
		});
	}
	return entries;
}
