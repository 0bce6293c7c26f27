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

/** Says that somebody is being helped back in: to them, and with the place to go to the officers who can agree. */
export function recoveryAskedEmail(
	recipient: string,
	name: string,
	home: Text,
	officersLink: string | null,
	locale: Locale,
): NewMail {
	const { words } = textIn(home, locale);
	if (officersLink)
		return locale === 'cy'
			? {
					recipient,
					subject: `Mae angen ail swyddog yn ${words}`,
					body: `Mae swyddog yn gofyn am helpu ${name} yn ôl i mewn i ${words}. Gwnewch yn siŵr, wyneb yn wyneb neu dros y ffôn, mai nhw sy’n gofyn. Yna cytunwch yma, o fewn tri diwrnod:\n\n${officersLink}\n`,
				}
			: {
					recipient,
					subject: `A second officer is needed in ${words}`,
					body: `An officer asks to help ${name} back into ${words}. Make sure, face to face or on the phone, that it is they who ask. Then agree here, within three days:\n\n${officersLink}\n`,
				};
	return locale === 'cy'
		? {
				recipient,
				subject: `Cymorth i ddod yn ôl i ${words}`,
				body: `Annwyl ${name},\n\nMae swyddog o ${words} yn gofyn am eich helpu yn ôl i mewn i’ch cyfrif. Rhaid i ail swyddog gytuno. Os na ofynnoch am hyn, dywedwch wrth yr ysgrifenyddiaeth ar unwaith.\n`,
			}
		: {
				recipient,
				subject: `Help to get back into ${words}`,
				body: `Dear ${name},\n\nAn officer of ${words} asks to help you back into your account. A second officer has to agree. If you did not ask for this, tell the secretariat at once.\n`,
			};
}

/** Says that two officers agreed; with the link, or that it is handed over. */
export function recoveryEmail(
	recipient: string,
	name: string,
	home: Text,
	link: string | null,
	locale: Locale,
): NewMail {
	const { words } = textIn(home, locale);
	if (locale === 'cy')
		return {
			recipient,
			subject: `Eich ffordd yn ôl i ${words}`,
			body: link
				? `Annwyl ${name},\n\nMae dau swyddog o ${words} wedi cytuno i’ch gadael yn ôl i mewn. Agorwch y ddolen hon a phwyswch “Mewngofnodi”. Mae’n gweithio unwaith, am ddiwrnod, ac yn dileu pob ffordd arall i mewn i’ch cyfrif.\n\n${link}\n\nOs na ofynnoch am hyn, dywedwch wrth yr ysgrifenyddiaeth ar unwaith.\n`
				: `Annwyl ${name},\n\nMae dau swyddog o ${words} wedi cytuno i’ch gadael yn ôl i mewn, ac yn rhoi dolen yn eich llaw. Os na ofynnoch am hyn, dywedwch wrth yr ysgrifenyddiaeth ar unwaith.\n`,
		};
	return {
		recipient,
		subject: `Your way back into ${words}`,
		body: link
			? `Dear ${name},\n\nTwo officers of ${words} have agreed to let you back in. Open this link and press “Sign in”. It works once, for a day, and takes every other way into your account away.\n\n${link}\n\nIf you did not ask for this, tell the secretariat at once.\n`
			: `Dear ${name},\n\nTwo officers of ${words} have agreed to let you back in, and will hand you a link. If you did not ask for this, tell the secretariat at once.\n`,
	};
}

/** Asks somebody to look through their register of interests once a year; in both languages, since a job writes it. */
export function interestsDueEmail(
	recipient: string,
	name: string,
	home: Text,
	link: string,
): NewMail {
	const en = textIn(home, 'en').words;
	const cy = textIn(home, 'cy').words;
	return {
		recipient,
		subject: `Your register of interests is due · Mae’n bryd adolygu eich buddiannau`,
		body: `Dear ${name},\n\nOnce a year the people of ${en} look through what they have registered. Change what has changed, and say that it is complete, here:\n\n${link}\n\nAnnwyl ${name},\n\nUnwaith y flwyddyn mae pobl ${cy} yn edrych drwy’r hyn a gofrestrwyd ganddynt. Newidiwch yr hyn sydd wedi newid, a dywedwch ei fod yn gyflawn, yma:\n\n${link}\n`,
	};
}

/** Proposes to the secretariat that seats fall vacant by the rules on absence; in both languages. */
export function vacancyEmail(
	recipient: string,
	name: string,
	home: Text,
	holders: readonly string[],
	link: string,
): NewMail {
	const who = holders.join(', ');
	const of = (locale: 'en' | 'cy') => textIn(home, locale).words;
	return {
		recipient,
		subject: `A seat falls vacant by the rules: ${of('en')} · Sedd yn dod yn wag: ${of('cy')}`,
		body: `Dear ${name},\n\nNobody has sat for so long in the seat of ${who} that by the rules of ${of('en')} on absence it falls vacant. Nothing has been changed. Ask what would help first; if it is to be so, end the term here:\n\n${link}\n\nAnnwyl ${name},\n\nNid oes neb wedi eistedd cyhyd yn sedd ${who} nes ei bod, yn ôl rheolau ${of('cy')} ar absenoldeb, yn dod yn wag. Ni newidiwyd dim. Gofynnwch yn gyntaf beth fyddai’n helpu; os felly y mae i fod, terfynwch y tymor yma:\n\n${link}\n`,
	};
}
