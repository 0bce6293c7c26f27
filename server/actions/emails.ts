import { dateFromIso, longDate } from '#domain/kernel/calendar.ts';
import { textIn, type Text } from '#domain/kernel/text.ts';
import type { NewMail } from '../platform/mail.ts';

/** Reminds the owner of an action of its date, in both languages: nobody has said which one they read. */
export function actionDueEmail(
	recipient: string,
	name: string,
	action: { readonly number: string; readonly text: Text; readonly dueOn: string },
	link: string,
): NewMail {
	const { number, text, dueOn } = action;
	const due = dateFromIso(dueOn);
	return {
		recipient,
		subject: `Action ${number} / Cam gweithredu ${number}`,
		body: `Dear ${name},\n\nThis action is yours, and due on ${longDate(due, 'en')}:\n\n${textIn(text, 'en').words}\n\nSay how it goes, or that it is done, here:\n\n${link}\n\n---\n\nAnnwyl ${name},\n\nChi biau’r cam gweithredu hwn, i’w wneud erbyn ${longDate(due, 'cy')}:\n\n${textIn(text, 'cy').words}\n\nDywedwch sut mae’n mynd, neu ei fod wedi’i wneud, yma:\n\n${link}\n`,
	};
}
