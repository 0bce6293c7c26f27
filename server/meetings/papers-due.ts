import { sql } from 'kysely';
import { workingDayBefore } from '#domain/kernel/bank-holidays.ts';
import { dateFromIso, isoDate } from '#domain/kernel/calendar.ts';
import type { Text } from '#domain/kernel/text.ts';
import { dueAfter } from '#domain/meetings/notice.ts';
import { closuresOf } from '../partnerships/closed-days.ts';
import { constitutionOf } from '../partnerships/store.ts';
import { queueJob, type JobRunner } from '../platform/jobs.ts';
import { queueMail, type NewMail } from '../platform/mail.ts';
import { transact, type Services, type Tx } from '../platform/tx.ts';
import { papersDueEmail } from './emails.ts';

export const papersDueJob = 'meetings.papers_due';

/** Days after a meeting for which it is looked at still. */
const lookBack = 60;

/**
 * The reminders of today: of draft minutes, and of the notes of decisions while one lacks its reasons, that the rules want
 * out by a day; on the last working day before it, once each. Marks them as sent.
 */
async function remind(tx: Tx, origin: string): Promise<NewMail[]> {
	const { rows } = await sql<{
		id: string;
		partnership_id: string;
		slug: string;
		home: string;
		body_id: string;
		title: Text;
		ended_at: Date;
		minutes_told: boolean;
		notes_told: boolean;
	}>`
		select m.id, m.partnership_id, m.slug, h.slug as home, m.body_id, m.title, m.ended_at,
			m.minutes_due_told_on is not null as minutes_told,
			m.notes_due_told_on is not null or not exists (select from decision d
				where d.partnership_id = m.partnership_id and d.meeting_id = m.id
					and d.taken_back_at is null and d.reasons = '') as notes_told
		from meeting m join partnership h on h.id = m.partnership_id
		where m.status = 'ended' and m.ended_at > clock_timestamp() - make_interval(days => ${lookBack}::int)
			and (m.minutes_due_told_on is null or m.notes_due_told_on is null)
		order by m.ended_at for update of m`.execute(tx.db);
	const today = isoDate(tx.now);
	const mails: NewMail[] = [];
	for (const meeting of rows) {
		const { partnership_id: partnershipId, body_id: bodyId, id } = meeting;
		const rules = (await constitutionOf(tx, partnershipId, bodyId))?.rules;
		if (!rules) continue;
		const off = await closuresOf(tx, partnershipId);
		const ended = isoDate(meeting.ended_at);
		const link = `${origin}/${meeting.home}/meetings/${meeting.slug}`;
		for (const [what, days, told, page] of [
			['minutes', rules.notice.draftMinutesWorkingDays, meeting.minutes_told, '/minutes'],
			['notes', rules.notice.decisionNoteWorkingDays, meeting.notes_told, '/motions'],
		] as const) {
			const due = dueAfter(days, ended, off);
			if (told || due === null || today < workingDayBefore(off, due).date) continue;
			await tx.db
				.updateTable('meeting')
				.set(what === 'minutes' ? { minutes_due_told_on: today } : { notes_due_told_on: today })
				.where('partnership_id', '=', partnershipId)
				.where('id', '=', id)
				.execute();
			for (const clerk of await clerksOf(tx, partnershipId, bodyId))
				mails.push(
					papersDueEmail(clerk, what, { title: meeting.title, due: dateFromIso(due) }, link + page),
				);
		}
	}
	return mails;
}

async function clerksOf(
	tx: Tx,
	partnershipId: string,
	bodyId: string,
): Promise<{ email: string; name: string }[]> {
	const { rows } = await sql<{ email: string; name: string }>`
		select distinct a.email, p.name from body_role r
		join person p on p.partnership_id = r.partnership_id and p.id = r.person_id
		join account a on a.id = p.account_id
		where r.partnership_id = ${partnershipId} and r.body_id = ${bodyId} and r.role = 'secretariat'
			and current_date between r.starts_on and coalesce(r.ends_on, 'infinity')
		order by a.email`.execute(tx.db);
	return rows;
}

/** Half past five in the morning, UTC, after a moment. */
function nextMorning(after: Date): Date {
	const morning = new Date(after);
	morning.setUTCHours(5, 30, 0, 0);
	if (morning <= after) morning.setUTCDate(morning.getUTCDate() + 1);
	return morning;
}

/** Sees to it that the next look is queued: at the start of the process and after every one. */
export async function queuePapersDue(services: Services): Promise<void> {
	await transact(services, async (tx) => {
		const dueAt = nextMorning(tx.now);
		const uniqueKey = `${papersDueJob}:${dueAt.toISOString().slice(0, 10)}`;
		await queueJob(tx, { kind: papersDueJob, payload: {}, dueAt, uniqueKey });
	});
}

/** The daily look: reminds the secretariat, once of each, before draft minutes and notes of decisions are due. A demo's people are written to by nobody. */
export function papersDueRunner(services: Services): JobRunner {
	return async () => {
		const origin = services.config.origin?.origin;
		if (origin !== undefined)
			await transact(services, async (tx) => {
				for (const mail of await remind(tx, origin)) await queueMail(tx, services, mail);
			});
		await queuePapersDue(services);
	};
}
