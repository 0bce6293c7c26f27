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
