import { textIn, type Locale, type Text } from '#domain/kernel/text.ts';
import type { NewMail } from '../platform/mail.ts';

/** The invitation to take one's place, in the language of the page it was sent from. */
export function invitationEmail(
	recipient: string,
	name: string,
	home: Text,
	link: string,
	locale: Locale,
): NewMail {
	const { words } = textIn(home, locale);
	return locale === 'cy'
		? {
				recipient,
				subject: `Eich lle yn ${words}`,
				body: `Annwyl ${name},\n\nMae lle i chi yn ${words} ar Moothall. Agorwch y ddolen hon a phwyswch “Cymryd fy lle”. Mae'n gweithio unwaith, am saith diwrnod.\n\n${link}\n\nOs nad chi yw ${name}, nid oes angen gwneud dim.\n`,
			}
		: {
				recipient,
				subject: `Your place in ${words}`,
				body: `Dear ${name},\n\nThere is a place for you in ${words} on Moothall. Open this link and press “Take my place”. It works once, for seven days.\n\n${link}\n\nIf you are not ${name}, you need do nothing.\n`,
			};
}

/** A message by which a partnership sees that its mail arrives. */
export function testEmail(recipient: string, home: Text, locale: Locale): NewMail {
	const { words } = textIn(home, locale);
	return locale === 'cy'
		? {
				recipient,
				subject: `Neges brawf gan ${words}`,
				body: `Mae post gan ${words} ar Moothall yn cyrraedd. Nid oes angen gwneud dim.\n`,
			}
		: {
				recipient,
				subject: `A test message from ${words}`,
				body: `Mail from ${words} on Moothall arrives. You need do nothing.\n`,
			};
}

/** Tells the secretariat that somebody asks to be erased; the reader decides, and presses nothing in the message. */
export function erasureAskedEmail(
	recipient: string,
	name: string,
	link: string,
	locale: Locale,
): NewMail {
	return locale === 'cy'
		? {
				recipient,
				subject: 'Cais i ddileu data personol',
				body: `Mae ${name} yn gofyn i’r bartneriaeth ddileu’r hyn a gedwir amdanynt. Rhaid ateb o fewn mis. Mae’r dudalen hon yn dweud beth fyddai’n mynd a beth fyddai’n aros:\n\n${link}\n`,
			}
		: {
				recipient,
				subject: 'Somebody asks for erasure',
				body: `${name} asks the partnership to erase what is held about them. It must be answered within a month. This page says what would go and what would stay:\n\n${link}\n`,
			};
}
