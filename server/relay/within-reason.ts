import * as Y from 'yjs';

/** So many neighbours may be looked at for what one turn takes in: what people write beside one another is a few thousand. */
const steps = 500_000;
/** Where no more stand between an item's neighbours, they are not looked at one by one. */
const few = 1_000;

let left: number | undefined;

/**
 * Runs a change, and throws where its items have too many others to be sorted in among. Yjs looks at those that stand
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
	if (left !== undefined) {
		// An item that is known in part finds its place after that part.
		const between = offset > 0 ? 0 : atMost(this);
		left -= between <= few ? between : passed(this, transaction.doc.store, left);
		if (left < 0) throw new Error('too many beside one another');
	}
	integrate.call(this, transaction, offset);
};

/** How many stand between an item's neighbours; a little more than `few` stands for all that is more. */
function atMost({ parent, parentSub, left: before, right }: Y.Item): number {
	if (!(parent instanceof Y.AbstractType)) return 0;
	let next = before ? before.right : first(parent, parentSub, few);
	let count = 0;
	for (; next && next !== right && count <= few; next = next.right) count++;
	return count;
}

/** How many of them Yjs looks at (its own loop in `Item.integrate`), up to a little more than `most`. */
function passed(item: Y.Item, store: Y.Doc['store'], most: number): number {
	const { parent, parentSub, right, origin, rightOrigin, id } = item;
	if (!(parent instanceof Y.AbstractType)) return 0;
	let next = item.left ? item.left.right : first(parent, parentSub, most);
	const before = new Set<unknown>();
	const conflicting = new Set<unknown>();
	let count = 0;
	for (; next && next !== right && count <= most; next = next.right) {
		count++;
		before.add(next);
		conflicting.add(next);
		if (Y.compareIDs(origin, next.origin)) {
			if (next.id.client < id.client) conflicting.clear();
			else if (Y.compareIDs(rightOrigin, next.rightOrigin)) break;
		} else {
			const its = next.origin && Y.getItem(store, next.origin);
			if (!its || !before.has(its)) break;
			if (!conflicting.has(its)) conflicting.clear();
		}
	}
	return count;
}

/** The first of a type, or of those that were written under a key. */
function first(parent: Y.AbstractType<unknown>, key: string | null, most: number): Y.Item | null {
	if (key === null) return parent._start;
	let item = parent._map.get(key) ?? null;
	for (let count = 0; item?.left && count <= most; count++) item = item.left;
	return item;
}
