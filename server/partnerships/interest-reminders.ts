import { sql } from 'kysely';
import type { Text } from '#domain/kernel/text.ts';
import { queueJob, type JobRunner } from '../platform/jobs.ts';
import { queueMail } from '../platform/mail.ts';
import { transact, type Services, type Tx } from '../platform/tx.ts';
import { interestsDueEmail } from './emails.ts';

export const interestsDueJob = 'partnerships.interests_due';

/** Days after which somebody who has not reviewed theirs is written to again. */
const again = 90;

/**
 * Whose register of interests is due: who holds a seat today or has interests there, and has not said within a year that
 * it is complete; without those who were written to lately or joined in the last month. Marks them as written to.
 */
async function remind(
	tx: Tx,
): Promise<{ email: string; name: string; home: Text; slug: string }[]> {
	const { rows } = await sql<{ email: string; name: string; home: Text; slug: string }>`
		with due as (
			select p.partnership_id, p.id, p.name, a.email, h.name as home, h.slug
			from person p
			join account a on a.id = p.account_id
			join partnership h on h.id = p.partnership_id
			where (exists (select from interest i where i.partnership_id = p.partnership_id
						and i.person_id = p.id and i.ended_on is null)
					or exists (select from seat_term t where t.partnership_id = p.partnership_id and t.person_id = p.id
						and t.starts_on < current_date - 30
						and current_date between t.starts_on and coalesce(t.ends_on, 'infinity')))
				and not exists (select from interest_review v where v.partnership_id = p.partnership_id
					and v.person_id = p.id and v.reviewed_on >= current_date - interval '1 year')
				and not exists (select from interest_reminder r where r.partnership_id = p.partnership_id
					and r.person_id = p.id and r.reminded_on > current_date - ${again}::int)
		), told as (
			insert into interest_reminder (partnership_id, person_id, reminded_on)
			select partnership_id, id, current_date from due
			on conflict (partnership_id, person_id) do update set reminded_on = excluded.reminded_on
		)
		select email, name, home, slug from due order by email`.execute(tx.db);
	return rows;
}

/** Four in the morning, UTC, after a moment. */
function nextNight(after: Date): Date {
	const night = new Date(after);
	night.setUTCHours(4, 0, 0, 0);
	if (night <= after) night.setUTCDate(night.getUTCDate() + 1);
	return night;
}

/** Sees to it that the next night's look is queued: at the start of the process and after every one. */
export async function queueInterestsDue(services: Services): Promise<void> {
	await transact(services, async (tx) => {
		const dueAt = nextNight(tx.now);
		const uniqueKey = `${interestsDueJob}:${dueAt.toISOString().slice(0, 10)}`;
		await queueJob(tx, { kind: interestsDueJob, payload: {}, dueAt, uniqueKey });
	});
}

/** The nightly look: writes to those whose yearly review is due, once in three months. A demo's people are written to by nobody. */
export function interestsDueRunner(services: Services): JobRunner {
	return async () => {
		const origin = services.config.origin?.origin;
		if (origin !== undefined)
			await transact(services, async (tx) => {
				for (const { email, name, home, slug } of await remind(tx))
					await queueMail(
						tx,
						services,
						interestsDueEmail(email, name, home, `${origin}/${slug}/interests`),
					);
			});
		await queueInterestsDue(services);
	};
}
