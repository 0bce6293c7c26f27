import { createHash } from 'node:crypto';

const sha256 = (prefix: number, ...parts: readonly Uint8Array[]) => {
	const hash = createHash('sha256').update(Uint8Array.of(prefix));
	for (const part of parts) hash.update(part);
	return new Uint8Array(hash.digest());
};

/** The root of a Merkle tree over these lines, in hexadecimal (RFC 9162, section 2.1.1: 0x00 before a leaf, 0x01 before a node). */
export function merkleRoot(leaves: readonly string[]): string {
	const bytes = leaves.map((leaf) => new TextEncoder().encode(leaf));
	return Buffer.from(rootOf(bytes)).toString('hex');
}

function rootOf(leaves: readonly Uint8Array[]): Uint8Array {
	const [first] = leaves;
	if (!first) return new Uint8Array(createHash('sha256').digest());
	if (leaves.length === 1) return sha256(0, first);
	const half = 2 ** Math.ceil(Math.log2(leaves.length) - 1);
	return sha256(1, rootOf(leaves.slice(0, half)), rootOf(leaves.slice(half)));
}
