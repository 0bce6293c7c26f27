import { longDate, timeOfDay } from '#domain/kernel/calendar.ts';
import { textIn, type Locale, type Text } from '#domain/kernel/text.ts';
import type { WhenAndWhere } from '#domain/meetings/move.ts';
import type { NewMail } from '../platform/mail.ts';

// In both languages: nobody has said which one they read.

const when = (at: WhenAndWhere, locale: Locale): string => {
	const from = timeOfDay(at.startsAt, locale);
	const to = timeOfDay(at.endsAt, locale);
	const { words } = textIn(at.venue, locale);
	const date = longDate(at.startsAt, locale);
	const time = locale === 'cy' ? `${date}, ${from} tan ${to}` : `${date}, ${from} to ${to}`;
	return words === '' ? time : `${time}, ${words}`;
};

/** Tells somebody of a body that one of its meetings is at another time or place. */
export function movedEmail(
	to: { readonly email: string; readonly name: string },
	meeting: { readonly title: Text; readonly was: WhenAndWhere; readonly now: WhenAndWhere },
	reason: string,
	link: string,
): NewMail {
	const { title, was, now } = meeting;
	const of = (locale: Locale) => textIn(title, locale).words;
	return {
		recipient: to.email,
		subject: `Moved: ${of('en')} · Wedi’i symud: ${of('cy')}`,
		body: `Dear ${to.name},\n\nThe meeting “${of('en')}” has been moved.\n\nIt was: ${when(was, 'en')}\nIt is now: ${when(now, 'en')}\nWhy: ${reason}\n\n${link}\n\nAnnwyl ${to.name},\n\nMae’r cyfarfod “${of('cy')}” wedi’i symud.\n\nYr oedd: ${when(was, 'cy')}\nMae nawr: ${when(now, 'cy')}\nPam: ${reason}\n\n${link}\n`,
	};
}

/** Tells somebody of a body that one of its meetings will not be held. */
export function cancelledEmail(
	to: { readonly email: string; readonly name: string },
	meeting: WhenAndWhere & { readonly title: Text },
	reason: string,
	link: string,
): NewMail {
	const of = (locale: Locale) => textIn(meeting.title, locale).words;
	return {
		recipient: to.email,
		subject: `Cancelled: ${of('en')} · Wedi’i ganslo: ${of('cy')}`,
		body: `Dear ${to.name},\n\nThe meeting “${of('en')}” (${when(meeting, 'en')}) will not be held.\nWhy: ${reason}\n\n${link}\n\nAnnwyl ${to.name},\n\nNi chynhelir y cyfarfod “${of('cy')}” (${when(meeting, 'cy')}).\nPam: ${reason}\n\n${link}\n`,
	};
}

/** Reminds the secretariat that the rules want something of a meeting that is over by a day ("2026-12-17"). */
export function papersDueEmail(
	to: { readonly email: string; readonly name: string },
	what: 'minutes' | 'notes',
	meeting: { readonly title: Text; readonly due: Date },
	link: string,
): NewMail {
	const of = (locale: Locale) => textIn(meeting.title, locale).words;
	const on = (locale: Locale) => longDate(meeting.due, locale);
	const en = what === 'minutes' ? 'Draft minutes' : 'The notes of the decisions';
	const cy = what === 'minutes' ? 'Cofnodion drafft' : 'Nodiadau’r penderfyniadau';
	return {
		recipient: to.email,
		subject: `${en} are due: ${of('en')} · ${cy}: ${of('cy')}`,
		body: `Dear ${to.name},\n\n${en} of “${of('en')}” are to be out by ${on('en')}, by your rules. They are here:\n\n${link}\n\nAnnwyl ${to.name},\n\n${cy} “${of('cy')}”: yn ôl eich rheolau dylent fod allan erbyn ${on('cy')}. Maent yma:\n\n${link}\n`,
	};
}
