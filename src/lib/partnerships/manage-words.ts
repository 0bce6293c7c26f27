import { dateFromIso, plainDate } from '#domain/kernel/calendar.ts';
import { textIn, type Text } from '#domain/kernel/text.ts';
import * as m from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';

const words = (text: Text) => textIn(text, getLocale()).words;

/** A seat in a list to choose from: "Board: Gwent Police (2 of 3), held by Ann". */
export function seatWords(seat: {
	readonly body: Text;
	readonly organisation: Text;
	readonly number: number;
	readonly of: number;
	readonly holder: string | null;
}): string {
	const place = { body: words(seat.body), organisation: words(seat.organisation) };
	const name =
		seat.of > 1
			? m.partnerships_seat_of({ ...place, number: seat.number, of: seat.of })
			: m.partnerships_seat_one(place);
	return seat.holder ? m.partnerships_seat_held_by({ seat: name, name: seat.holder }) : name;
}

/** A seat on the page of its body: "Gwent Police (2 of 3)". */
export function seatName(seat: {
	readonly organisation: Text;
	readonly number: number;
	readonly of: number;
}): string {
	const organisation = words(seat.organisation);
	return seat.of > 1
		? m.partnerships_seat_number({ organisation, number: seat.number, of: seat.of })
		: organisation;
}

/** From when to when, the last day included. */
export function daysWords(startsOn: string, endsOn: string | null): string {
	const day = (iso: string) => plainDate(dateFromIso(iso), getLocale());
	return endsOn === null
		? m.partnerships_since({ from: day(startsOn) })
		: m.partnerships_from_to({ from: day(startsOn), to: day(endsOn) });
}

/** How far somebody's account is. */
export function accountWords(account: 'has' | 'invited' | 'expired' | 'none'): string {
	switch (account) {
		case 'has':
			return m.partnerships_account_has();
		case 'invited':
			return m.partnerships_account_invited();
		case 'expired':
			return m.partnerships_account_expired();
		case 'none':
			return m.partnerships_account_none();
	}
}
