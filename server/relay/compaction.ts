import { createHash } from 'node:crypto';
import * as Y from 'yjs';
import type { Compacted, CompactWork } from './ports.ts';
import { documentOf, plainDoc } from './store.ts';

/** Makes one update of a snapshot and its tail, and compares: log, live room, and the result read back. */
export function compact({ snapshot, tail, live }: CompactWork): Compacted {
	const { doc, bad } = documentOf(snapshot, tail);
	const bytes = Y.encodeStateAsUpdate(doc);
	const wanted = contentHash(doc);
	doc.destroy();
	const equal = hashOf(live) === wanted && hashOf(bytes) === wanted;
	return { bytes, equal, bad };
}

function hashOf(update: Uint8Array): string {
	const doc = plainDoc();
	Y.applyUpdate(doc, update);
	const hash = contentHash(doc);
	doc.destroy();
	return hash;
}

/**
 * A hash of what a document holds: which client wrote what and where it stands, and what is deleted. Equal state vectors
 * do not make equal documents (attack Y4 of reference/trust.md §3.1); equal hashes do. How runs of one client are split
 * or merged in memory makes no difference.
 */
export function contentHash(doc: Y.Doc): string {
	const hash = createHash('sha256');
	const clients = [...doc.store.clients.entries()].sort(([a], [b]) => a - b);
	for (const [client, structs] of clients) {
		const last = structs.at(-1);
		hash.update(`\n${client}:${last ? last.id.clock + last.length : 0}`);
		let gone: { from: number; to: number } | undefined;
		for (const { id, length, deleted } of structs) {
			if (!deleted) continue;
			if (gone?.to === id.clock) gone.to += length;
			else {
				if (gone) hash.update(`-${gone.from}+${gone.to}`);
				gone = { from: id.clock, to: id.clock + length };
			}
		}
		if (gone) hash.update(`-${gone.from}+${gone.to}`);
	}
	for (const name of [...doc.share.keys()].sort()) {
		hash.update(`\n${name}`);
		walk(doc.share.get(name) as Y.AbstractType<unknown>, hash);
	}
	return hash.digest('hex');
}

type Hash = ReturnType<typeof createHash>;

/** Everything that is not deleted, in order, each with the id under which it was written. */
function walk(type: Y.AbstractType<unknown>, hash: Hash): void {
	for (const key of [...type._map.keys()].sort()) {
		const item = type._map.get(key) as Y.Item;
		if (item.deleted) continue;
		hash.update(`\n${key}=`);
		content(item, hash);
	}
	let next: { client: number; clock: number } | undefined;
	for (let item = type._start; item; item = item.right) {
		if (item.deleted) continue;
		const { client, clock } = item.id;
		if (next?.client !== client || next.clock !== clock) hash.update(`\n${client},${clock}:`);
		next = { client, clock: clock + item.length };
		content(item, hash);
	}
}

function content(item: Y.Item, hash: Hash): void {
	const held: unknown = item.content;
	if (held instanceof Y.ContentType) {
		hash.update('(');
		walk(held.type as Y.AbstractType<unknown>, hash);
		hash.update(')');
	} else if (held instanceof Y.ContentString) hash.update(held.str);
	else if (held instanceof Y.ContentFormat) hash.update(`{${held.key}:${said(held.value)}}`);
	else if (held instanceof Y.ContentEmbed) hash.update(said(held.embed));
	else if (held instanceof Y.ContentBinary) hash.update(held.content);
	else for (const value of item.content.getContent()) hash.update(`${said(value)};`);
}

/** A value in words: JSON has none for some that Yjs can hold. */
function said(value: unknown): string {
	const words: string | undefined = JSON.stringify(value, (_key, inner: unknown) =>
		typeof inner === 'bigint' ? `${inner}n` : inner,
	);
	return words ?? 'undefined';
}
