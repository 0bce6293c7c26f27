import * as Y from 'yjs';
import type { FrameRefusal } from '#domain/relay/protocol.ts';
import type { Pristine } from './pristine.ts';
import type { Roots } from './relay.ts';

/** What the guard holds an update against: the room as it will be when everything queued is committed. */
export interface Ground {
	readonly doc: Y.Doc;
	readonly roots: Roots;
	/** Whose a client id is: an account, null for the server, undefined for nobody's yet. */
	owner(client: number): string | null | undefined;
	readonly accountId: string;
}

export type Verdict =
	/** Everything in it is known already. */
	| { readonly is: 'known' }
	/**
	 * Sound and new; `claims` are client ids that nobody owned so far, `types` the shared types it adds, `ends` how far
	 * each client will have come.
	 */
	| {
			readonly is: 'new';
			readonly claims: readonly number[];
			readonly types: readonly Y.ID[];
			readonly ends: ReadonlyMap<number, number>;
	  }
	/** Builds on something the room has not got: the client must be asked for all it has. */
	| { readonly is: 'gap' }
	| { readonly is: 'refused'; readonly code: FrameRefusal };

/** Clocks one update may add to one client: one a character, so that no honest frame comes near. */
const growthPerUpdate = 1_200_000;
/** Clocks of one client id in all; every page load takes a new id. */
const growthPerClient = 20_000_000;

/** Structs that may be moved for the deletions of one update; taking a word out everywhere of a long strategy moves a few millions. */
const mostCuts = 200_000_000;
/** Client ids that one update may be the first to use: one for each page load without a line, and no honest frame comes near. */
const claimsPerUpdate = 1_000;

type Structs = ReturnType<typeof Y.decodeUpdate>['structs'];
type Deletes = ReturnType<typeof Y.decodeUpdate>['ds'];

/**
 * Judges a Yjs update (V1) against the room: decodes it fully, then refuses foreign client ids, undeclared roots, leaps
 * of a clock, and sees gaps. Throws when it does not decode. Nothing is applied. Attacks Y1-Y6: reference/trust.md §3.1.
 */
export function judge(update: Uint8Array, ground: Ground): Verdict {
	const { structs, ds } = Y.decodeUpdate(update);
	const reach = new Map<number, number>();
	const known = (client: number) => Y.getState(ground.doc.store, client);
	const reached = (client: number) => reach.get(client) ?? known(client);
	const fresh: Structs = [];
	const seen = new Set<number>();
	let last: { readonly client: number; readonly end: number } | undefined;

	for (const struct of structs) {
		const { client, clock } = struct.id;
		const end = clock + struct.length;
		if (!Number.isSafeInteger(end) || struct.length < 1) return refused('malformed');
		// Of several runs of one client Yjs would take only the last: what is judged would not be what is applied.
		if (last?.client === client ? clock !== last.end : seen.has(client))
			return refused('malformed');
		seen.add(client);
		last = { client, end };
		if (struct instanceof Y.Skip) continue;
		if (clock > reached(client)) return { is: 'gap' };
		if (end <= reached(client)) continue;
		reach.set(client, end);
		fresh.push(struct);
	}

	const claims: number[] = [];
	for (const [client, end] of reach) {
		const owner = ground.owner(client);
		if (owner === undefined) claims.push(client);
		else if (owner !== ground.accountId) return refused('foreign_client');
		if (end - known(client) > growthPerUpdate || end > growthPerClient)
			return refused('grows_too_fast');
	}
	if (claims.length > claimsPerUpdate) return refused('grows_too_fast');

	const types: Y.ID[] = [];
	for (const struct of fresh) {
		if (!(struct instanceof Y.Item)) continue;
		if (struct.content instanceof Y.ContentType) types.push(struct.id);
		const parent: unknown = struct.parent;
		for (const need of [
			struct.origin,
			struct.rightOrigin,
			parent instanceof Y.ID ? parent : null,
		]) {
			if (!need) continue;
			if (need.client === struct.id.client && need.clock >= struct.id.clock)
				return refused('malformed');
			if (need.clock >= reached(need.client)) return { is: 'gap' };
		}
		if (typeof parent === 'string' && !declared(ground.roots, parent, struct.parentSub))
			return refused('undeclared_root');
		if (struct.parentSub === '__proto__' || struct.content instanceof Y.ContentDoc)
			return refused('malformed');
		if (!valuesOf(struct.content).every((value) => isPlain(value, maxDepth)))
			return refused('malformed');
	}

	for (const [client, ranges] of ds.clients) {
		let from = 0;
		for (const { clock, len } of ranges) {
			// Yjs writes them in order and apart; otherwise each could be the same long one.
			if (clock < from || !Number.isSafeInteger(clock + len)) return refused('malformed');
			from = clock + len;
			if (from > reached(client)) return { is: 'gap' };
		}
	}

	if (fresh.length === 0 && !deletesMore(ground.doc, ds)) return { is: 'known' };
	if (cuts(ground.doc, fresh, ds) > mostCuts) return refused('grows_too_fast');
	return { is: 'new', claims, types, ends: reach };
}

/**
 * Whether an update brings nothing beyond a room's bytes; what cannot be told from the bytes alone counts as new. Throws
 * when it does not decode.
 */
export function knownToBytes(update: Uint8Array, content: Pristine): boolean {
	if (update.length === 2 && update[0] === 0 && update[1] === 0) return true;
	const { structs, ds } = Y.decodeUpdate(update);
	const vector = content.clocks;
	for (const { id, length } of structs)
		if (id.clock + length > (vector.get(id.client) ?? 0)) return false;
	for (const [client, ranges] of ds.clients)
		for (const { clock, len } of ranges)
			if (!content.hasDeleted(client, clock, clock + len)) return false;
	return true;
}

const refused = (code: FrameRefusal): Verdict => ({ is: 'refused', code });

/** Entries of a map have a key, those of the other types have none. */
function declared(roots: Roots, name: string, key: string | null): boolean {
	return Object.hasOwn(roots, name) && (roots[name] === 'map') === (key !== null);
}

/** Whether the document has what was judged: Yjs reads an update in another way than it is looked through here. */
export const reaches = (doc: Y.Doc, ends: ReadonlyMap<number, number>): boolean =>
	[...ends].every(([client, end]) => Y.getState(doc.store, client) === end);

/**
 * What it takes to cut up structs where deletions begin and end in the midst of them: Yjs moves all later structs of the
 * client for each cut.
 */
function cuts(doc: Y.Doc, fresh: Structs, { clients }: Deletes): number {
	let work = 0;
	const own = new Map<number, Set<number>>();
	for (const { id } of fresh) {
		if (!clients.has(id.client)) continue;
		const starts = own.get(id.client) ?? new Set();
		own.set(id.client, starts.add(id.clock));
	}
	for (const [client, ranges] of clients) {
		const structs = doc.store.clients.get(client) ?? [];
		const state = Y.getState(doc.store, client);
		const starts = own.get(client);
		const most = structs.length + (starts?.size ?? 0) + 2 * ranges.length;
		const isCut = (at: number): boolean => {
			if (at >= state) return starts !== undefined && !starts.has(at);
			const struct = structs[Y.findIndexSS(structs, at)] as Y.Item | Y.GC;
			return !struct.deleted && struct.id.clock < at;
		};
		for (const { clock, len } of ranges) {
			if (len === 0) continue;
			if (isCut(clock)) work += most;
			if (isCut(clock + len)) work += most;
		}
	}
	return work;
}

function deletesMore(doc: Y.Doc, ds: Deletes): boolean {
	for (const [client, ranges] of ds.clients) {
		const structs = doc.store.clients.get(client);
		if (!structs) continue;
		for (const { clock, len } of ranges) {
			if (len === 0) continue;
			for (let i = Y.findIndexSS(structs, clock); i < structs.length; i++) {
				const struct = structs[i] as Y.Item | Y.GC;
				if (struct.id.clock >= clock + len) break;
				if (!struct.deleted) return true;
			}
		}
	}
	return false;
}

/** How deep shared types and values may lie in one another; deeper ones overflow the stack of whoever reads them (attack Y7). */
const maxDepth = 32;

/** The values that a struct carries as they are, beside letters, bytes and shared types. */
function valuesOf(content: Y.Item['content']): readonly unknown[] {
	if (content instanceof Y.ContentAny || content instanceof Y.ContentJSON) return content.arr;
	if (content instanceof Y.ContentEmbed) return [content.embed];
	if (content instanceof Y.ContentFormat) return [content.value];
	return [];
}

/** Whether a value is what JSON can say (or bytes, or nothing), not too deep: Yjs writes some as JSON, which else throws. */
function isPlain(value: unknown, depth: number): boolean {
	if (typeof value === 'bigint') return false;
	if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return true;
	return depth > 0 && Object.values(value).every((inner) => isPlain(inner, depth - 1));
}

/** Whether one of the types just added lies too deep in others. */
export function tooDeep(doc: Y.Doc, types: readonly Y.ID[]): boolean {
	for (const id of types) {
		let item: unknown = Y.getItem(doc.store, id);
		for (let depth = 0; item instanceof Y.Item; depth++) {
			if (depth > maxDepth) return true;
			item = item.parent instanceof Y.AbstractType ? item.parent._item : null;
		}
	}
	return false;
}
