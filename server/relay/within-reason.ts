import * as Y from 'yjs';

/** So many neighbours may be looked at while one update finds its places: what people write beside one another is a few hundred. */
const steps = 500_000;

let left: number | undefined;

/**
 * Runs a change, and throws where its items have too many others to be sorted in among. Yjs looks at all that stand
 * between an item's neighbours for each item anew, so that a forged update of some hundred kilobytes takes minutes.
 */
export function withinReason(change: () => void): void {
	left = steps;
	try {
		change();
	} finally {
		left = undefined;
	}
}

// eslint-disable-next-line @typescript-eslint/unbound-method -- called on what it is asked of
const { integrate } = Y.Item.prototype;

Y.Item.prototype.integrate = function (this: Y.Item, transaction: Y.Transaction, offset: number) {
	if (left !== undefined) left -= between(this, left);
	if (left !== undefined && left < 0) throw new Error('too many beside one another');
	integrate.call(this, transaction, offset);
};

/** How many stand between where an item was written: at most, since some it needs not pass. Stops above `most`. */
function between(item: Y.Item, most: number): number {
	const { parent, parentSub, right } = item;
	if (!(parent instanceof Y.AbstractType)) return 0;
	let next = item.left ? item.left.right : first(parent, parentSub, most);
	let count = 0;
	for (; next && next !== right && count <= most; next = next.right) count++;
	return count;
}

/** The first of a type, or of those that were written under a key. */
function first(parent: Y.AbstractType<unknown>, key: string | null, most: number): Y.Item | null {
	if (key === null) return parent._start;
	let item = parent._map.get(key) ?? null;
	for (let count = 0; item?.left && count <= most; count++) item = item.left;
	return item;
}
