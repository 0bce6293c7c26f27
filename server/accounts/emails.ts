import type { Locale } from '#domain/kernel/text.ts';
import type { NewMail } from '../platform/mail.ts';

const signIn: Readonly<Record<Locale, { subject: string; body: (link: string) => string }>> = {
	en: {
		subject: 'Your link to sign in to Moothall',
		body: (link) =>
			`Open this link and press “Sign in”. It works once, for 15 minutes.\n\n${link}\n\nIf you did not ask for it, you need do nothing: nobody can sign in without this message.\n`,
	},
	cy: {
		subject: 'Eich dolen i fewngofnodi i Moothall',
		body: (link) =>
			`Agorwch y ddolen hon a phwyswch “Mewngofnodi”. Mae'n gweithio unwaith, am 15 munud.\n\n${link}\n\nOs na ofynnoch amdani, nid oes angen gwneud dim: ni all neb fewngofnodi heb y neges hon.\n`,
	},
};

/** The message that carries a sign-in link, in the language of the page where it was asked for. */
export function signInEmail(recipient: string, link: string, locale: Locale): NewMail {
	const { subject, body } = signIn[locale];
	return { recipient, subject, body: body(link) };
}
