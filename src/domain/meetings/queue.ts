/** A hand that was raised in a meeting. */
export interface RaisedHand {
	readonly id: string;
	readonly personId: string;
	/** The item it was raised on; null between items. */
	readonly itemId: string | null;
	readonly raisedAt: Date;
	readonly calledAt: Date | null;
	readonly finishedAt: Date | null;
}

export interface Queue {
	/** Who has the floor. */
	readonly speaking: RaisedHand | null;
	/** Who waits, next first. */
	readonly waiting: readonly RaisedHand[];
	/** People who have been called on this item before. */
	readonly heard: ReadonlySet<string>;
}

/**
 * The queue of an item from all hands of the meeting: who has not been heard on this item comes first, then as
 * raised ("not yet heard on this item first", UX research §5.4); room and remote stand in one queue.
 */
export function queueOf(hands: readonly RaisedHand[], itemId: string | null): Queue {
	const heard = new Set(
		hands
			.filter(
				(hand) => hand.itemId === itemId && hand.calledAt !== null && hand.finishedAt !== null,
			)
			.map((hand) => hand.personId),
	);
	const up = hands.filter((hand) => hand.finishedAt === null);
	return {
		speaking: up.find((hand) => hand.calledAt !== null) ?? null,
		waiting: up
			.filter((hand) => hand.calledAt === null)
			.sort(
				(a, b) =>
					Number(heard.has(a.personId)) - Number(heard.has(b.personId)) ||
					a.raisedAt.getTime() - b.raisedAt.getTime() ||
					(a.id < b.id ? -1 : 1),
			),
		heard,
	};
}
