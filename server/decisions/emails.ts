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
