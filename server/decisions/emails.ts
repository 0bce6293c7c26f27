import { clockTime, longDate } from '#domain/kernel/calendar.ts';
import { textIn, type Locale, type Text } from '#domain/kernel/text.ts';
import type { NewMail } from '../platform/mail.ts';

/** The reminder to a partner who has not said whether it ratifies; in both languages, since nobody has said which they read. */
export function ratifyEmail(
	recipient: string,
	name: string,
	number: string,
	title: string,
	due: string,
): NewMail {
	return {
		recipient,
		subject: `Ratify decision ${number} · Cadarnhau penderfyniad ${number}`,
		body: `Dear ${name},\n\nYour organisation has not yet said whether it ratifies decision ${number}, “${title}”. It is asked to by ${due}.\n\nAnnwyl ${name},\n\nNid yw eich sefydliad wedi dweud eto a yw'n cadarnhau penderfyniad ${number}, “${title}”. Gofynnir iddo wneud erbyn ${due}.\n`,
	};
}

/** Asks a member for their answer in writing, or reminds them; in both languages. */
export function writtenEmail(
	recipient: string,
	name: string,
	title: Text,
	deadline: Date,
	link: string,
	why: 'asked' | 'reminded' | 'reminded_secret',
): NewMail {
	const en = textIn(title, 'en').words;
	const cy = textIn(title, 'cy').words;
	const by = (locale: Locale) => `${longDate(deadline, locale)}, ${clockTime(deadline)}`;
	const start = {
		asked: {
			subject: `Your vote between meetings: ${en} · Eich pleidlais rhwng cyfarfodydd`,
			en: `You are asked to vote in writing on “${en}”.`,
			cy: `Gofynnir i chi bleidleisio yn ysgrifenedig ar “${cy}”.`,
		},
		reminded: {
			subject: `Still to vote: ${en} · Heb bleidleisio eto`,
			en: `Your vote on “${en}” has not been recorded yet.`,
			cy: `Nid yw eich pleidlais ar “${cy}” wedi’i chofnodi eto.`,
		},
		// Of a secret vote everybody is reminded: who was not would be known to have voted.
		reminded_secret: {
			subject: `A secret vote ends soon: ${en} · Pleidlais gudd yn dod i ben`,
			en: `The secret vote on “${en}” ends soon. Everybody gets this; if you have voted there is nothing left to do.`,
			cy: `Mae’r bleidlais gudd ar “${cy}” yn dod i ben cyn hir. Caiff pawb y neges hon; os ydych wedi pleidleisio nid oes dim arall i’w wneud.`,
		},
	}[why];
	return {
		recipient,
		subject: start.subject,
		body: `Dear ${name},\n\n${start.en} Read it and vote here, by ${by('en')}:\n\n${link}\n\nAnnwyl ${name},\n\n${start.cy} Darllenwch ef a phleidleisiwch yma, erbyn ${by('cy')}:\n\n${link}\n`,
	};
}

/** Tells a member that whoever carried their vote takes no part, so that they cast it themselves; in both languages. */
export function givenBackEmail(
	recipient: string,
	name: string,
	vote: { holder: string; title: Text; deadline: Date; link: string },
): NewMail {
	const { holder, title, deadline, link } = vote;
	const en = textIn(title, 'en').words;
	const cy = textIn(title, 'cy').words;
	const by = (locale: Locale) => `${longDate(deadline, locale)}, ${clockTime(deadline)}`;
	return {
		recipient,
		subject: `Your vote is yours again: ${en} · Chi sy’n pleidleisio eto`,
		body: `Dear ${name},\n\n${holder} takes no part in “${en}”, for an interest, and no longer carries your vote. Whatever they cast for you does not count. Vote yourself here, by ${by('en')}:\n\n${link}\n\nAnnwyl ${name},\n\nNid yw ${holder} yn cymryd rhan yn “${cy}”, oherwydd buddiant, ac nid yw’n cario eich pleidlais mwyach. Nid yw’r hyn a fwriodd drosoch yn cyfrif. Pleidleisiwch eich hun yma, erbyn ${by('cy')}:\n\n${link}\n`,
	};
}

/** Tells somebody that they were named as a candidate, and where they say whether they stand; in both languages. */
export function nominatedEmail(recipient: string, name: string, link: string): NewMail {
	return {
		recipient,
		subject: 'You have been nominated · Rydych wedi’ch enwebu',
		body: `Dear ${name},\n\nYou have been nominated in an election. You stand only if you say so, here:\n\n${link}\n\nAnnwyl ${name},\n\nRydych wedi’ch enwebu mewn etholiad. Dim ond os dywedwch hynny yma y byddwch yn sefyll:\n\n${link}\n`,
	};
}
