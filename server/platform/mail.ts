import nodemailer from 'nodemailer';
import { sql } from 'kysely';
import { queueJob, type JobRunner } from './jobs.ts';
import { reading, transact, type Reading, type Services, type Tx } from './tx.ts';

export const sendMailJob = 'platform.send_mail';

export interface NewMail {
	readonly recipient: string;
	readonly subject: string;
	/** Plain text. */
	readonly body: string;
}

/** Writes a message within the transaction; it leaves after the commit, or stays in the outbox page without an SMTP server. */
export async function queueMail(tx: Tx, services: Services, mail: NewMail): Promise<void> {
	const id = tx.uuid();
	await tx.db
		.insertInto('mail')
		.values({ id, ...mail })
		.execute();
	if (services.config.smtpUrl)
		await queueJob(tx, { kind: sendMailJob, payload: { mailId: id }, dueAt: tx.now });
}

/** Sends one message by the SMTP server of the settings. The words are forgotten once they have left: they may hold a link that signs somebody in. */
export function mailSender(services: Services): JobRunner {
	const transport = services.config.smtpUrl
		? nodemailer.createTransport(services.config.smtpUrl)
		: undefined;
	return async (payload) => {
		const { mailId } = payload as { mailId: string };
		const mail = await reading(services, (tx) =>
			tx.db
				.selectFrom('mail')
				.selectAll()
				.where('id', '=', mailId)
				.where('sent_at', 'is', null)
				.executeTakeFirst(),
		);
		if (!mail || !transport) return;
		await transport.sendMail({
			from: services.config.mailFrom,
			to: mail.recipient,
			subject: mail.subject,
			text: mail.body,
		});
		await transact(services, (tx) =>
			tx.db
				.updateTable('mail')
				.set({ sent_at: sql<Date>`clock_timestamp()`, body: '' })
				.where('id', '=', mailId)
				.execute(),
		);
	};
}

/** The newest messages that have not left, newest first: what the outbox page of a demo shows. */
export async function unsentMail(
	tx: Reading,
): Promise<(NewMail & { readonly id: string; readonly at: Date })[]> {
	const rows = await tx.db
		.selectFrom('mail')
		.selectAll()
		.where('sent_at', 'is', null)
		.orderBy('created_at', 'desc')
		.limit(50)
		.execute();
	return rows.map(({ id, recipient, subject, body, created_at }) => ({
		id,
		recipient,
		subject,
		body,
		at: created_at,
	}));
}
