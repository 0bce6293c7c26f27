import type { Actor } from '#domain/kernel/actor.ts';
import { bankHolidayOn, type BankHoliday, type Closures } from '#domain/kernel/bank-holidays.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import type { Text } from '#domain/kernel/text.ts';
import { checkName } from '#domain/partnerships/names.ts';
import type { Reading, Services } from '../platform/tx.ts';
import { dayFrom } from './days.ts';
import { managing } from './managing.ts';
import { nationOf } from './store.ts';

const unique = '23505';

/** The days on which the partnership is closed beside the bank holidays of its nation, in their order. */
export async function closedDaysOf(tx: Reading, partnershipId: string): Promise<BankHoliday[]> {
	const rows = await tx.db
		.selectFrom('closed_day')
		.select(['on_day', 'name'])
		.where('partnership_id', '=', partnershipId)
		.orderBy('on_day')
		.execute();
	return rows.map((row) => ({ date: row.on_day, name: row.name as Text }));
}

/** What is no working day for the partnership, where notice is counted. */
export async function closuresOf(tx: Reading, partnershipId: string): Promise<Closures> {
	return {
		nation: await nationOf(tx, partnershipId),
		closed: await closedDaysOf(tx, partnershipId),
	};
}

/**
 * Adds a day on which the partnership is closed. Refuses a weekend or bank holiday, which count for nothing as it is
 * (`partnerships.day_closed_anyway`), and one that is there already (`partnerships.day_there`).
 */
export async function addClosedDay(
	services: Services,
	actor: Actor,
	input: { readonly day: string; readonly name: Text },
): Promise<void> {
	const { partnershipId } = actor;
	const act = 'partnerships.day_closed';
	await managing(services, actor, 'partnerships.manage', act, partnershipId, async (tx) => {
		const day = dayFrom(input.day, 'day', null);
		if (day === null) throw new Refusal('partnerships.date_wrong', {}, 'day');
		const name = checkName(input.name, 'name_en');
		const weekend = new Date(`${day}T12:00:00Z`).getUTCDay() % 6 === 0;
		if (weekend || bankHolidayOn(await nationOf(tx, partnershipId), day))
			throw new Refusal('partnerships.day_closed_anyway', {}, 'day');
		try {
			await tx.db
				.insertInto('closed_day')
				.values({ partnership_id: partnershipId, on_day: day, name: JSON.stringify(name) })
				.execute();
		} catch (error) {
			if ((error as { code?: unknown }).code === unique)
				throw new Refusal('partnerships.day_there', {}, 'day');
			throw error;
		}
	});
}

/** Takes a day off the list: it is a working day again. */
export async function removeClosedDay(
	services: Services,
	actor: Actor,
	input: { readonly day: string },
): Promise<void> {
	const { partnershipId } = actor;
	const act = 'partnerships.day_opened';
	await managing(services, actor, 'partnerships.manage', act, partnershipId, async (tx) => {
		const day = dayFrom(input.day, 'day', null);
		const { numDeletedRows } = await tx.db
			.deleteFrom('closed_day')
			.where('partnership_id', '=', partnershipId)
			.where('on_day', '=', day ?? '')
			.executeTakeFirstOrThrow();
		if (numDeletedRows === 0n) throw notFound();
	});
}
