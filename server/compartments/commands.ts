import type { Tx } from '../platform/tx.ts';
import * as store from './store.ts';

/** Opens a compartment for one exempt item, with its legal ground; answers its id. For the commands that make items exempt. */
export async function openCompartment(
	tx: Tx,
	ground: Omit<store.Compartment, 'id'>,
): Promise<string> {
	const id = tx.uuid();
	await store.insert(tx, { ...ground, id });
	return id;
}

interface Inside {
	readonly partnershipId: string;
	readonly compartmentId: string;
}

/** Keeps somebody out of a compartment for an interest. */
export async function excludeFrom(tx: Tx, inside: Inside, personId: string): Promise<void> {
	await store.exclude(tx, inside, personId, 'interest');
}

/** Lets somebody in again whose interest no longer keeps them out. */
export async function readmitTo(tx: Tx, inside: Inside, personId: string): Promise<void> {
	await store.readmit(tx, inside, personId, 'interest');
}
