import { Refusal } from '#domain/kernel/refusal.ts';
import type { Tx } from '../platform/tx.ts';

const day = /^\d{4}-\d\d-\d\d$/;

/** A date as a form gives it; today when it is left empty. Refuses `partnerships.date_wrong`. */
export function dayFrom(typed: string, field: string, empty: string | null): string | null {
	const text = typed.trim();
	if (text === '') return empty;
	if (!day.test(text) || new Date(`${text}T12:00:00Z`).toISOString().slice(0, 10) !== text)
		throw new Refusal('partnerships.date_wrong', {}, field);
	return text;
}

/** The day by the database's clock, as dates are kept. */
export const today = (tx: Pick<Tx, 'now'>) => tx.now.toISOString().slice(0, 10);
