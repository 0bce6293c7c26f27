import { sql } from 'kysely';
import type { Text } from '#domain/kernel/text.ts';
import { bodiesIn } from './meeting-store.ts';
import { seatsToVacate } from './absence.ts';
import { vacancyEmail } from '../partnerships/emails.ts';
import { constitutionOf } from '../partnerships/store.ts';
import { queueJob, type JobRunner } from '../platform/jobs.ts';
import { queueMail } from '../platform/mail.ts';
import { transact, type Services, type Tx } from '../platform/tx.ts';

export const absenceJob = 'meetings.absence';

interface Told {
	readonly email: string;
	readonly name: string;
	readonly home: Text;
	readonly slug: string;
	readonly holders: readonly string[];
}

/** Terms that end by the rules on absence and have not been told of, each with the secretariat of its body; marks them as told. */
async function toTell(tx: Tx): Promise<Told[]> {
	const homes = await tx.db.selectFrom('partnership').select(['id', 'name', 'slug']).execute();
	const told: Told[] = [];
	for (const home of homes)
		for (const body of await bodiesIn(tx, home.id)) {
			const months = (await constitutionOf(tx, home.id, body.id))?.rules.absence.removeAfterMonths;
			if (months == null) continue;
			const found = await seatsToVacate(tx, home.id, body.id, months);
			const { rows: fresh } = await sql<{ id: string }>`
				update seat_term set vacancy_told_on = current_date where partnership_id = ${home.id}
					and id = any(${found.map(({ termId }) => termId)}::uuid[]) and vacancy_told_on is null
				returning id`.execute(tx.db);
			const holders = found
				.filter(({ termId }) => fresh.some(({ id }) => id === termId))
				.map(({ holder }) => holder);
			if (holders.length === 0) continue;
			const { rows: clerks } = await sql<{ email: string; name: string }>`
				select distinct a.email, p.name from body_role r
				join person p on p.partnership_id = r.partnership_id and p.id = r.person_id
				join account a on a.id = p.account_id
				where r.partnership_id = ${home.id} and r.body_id = ${body.id} and r.role = 'secretariat'
					and current_date between r.starts_on and coalesce(r.ends_on, 'infinity')`.execute(tx.db);
			for (const clerk of clerks)
				told.push({ ...clerk, home: home.name as Text, slug: home.slug, holders });
		}
	return told;
}

/** Five in the morning, UTC, after a moment. */
function nextMorning(after: Date): Date {
	const morning = new Date(after);
	morning.setUTCHours(5, 0, 0, 0);
	if (morning <= after) morning.setUTCDate(morning.getUTCDate() + 1);
	return morning;
}

/** Sees to it that the next look is queued: at the start of the process and after every one. */
export async function queueAbsence(services: Services): Promise<void> {
	await transact(services, async (tx) => {
		const dueAt = nextMorning(tx.now);
		const uniqueKey = `${absenceJob}:${dueAt.toISOString().slice(0, 10)}`;
		await queueJob(tx, { kind: absenceJob, payload: {}, dueAt, uniqueKey });
	});
}

/** The daily look: proposes to the secretariat, once a term, that a seat falls vacant. A demo's people are written to by nobody. */
export function absenceRunner(services: Services): JobRunner {
	return async () => {
		const origin = services.config.origin?.origin;
		if (origin !== undefined)
			await transact(services, async (tx) => {
				for (const { email, name, home, slug, holders } of await toTell(tx))
					await queueMail(
						tx,
						services,
						vacancyEmail(email, name, home, holders, `${origin}/${slug}/seats`),
					);
			});
		await queueAbsence(services);
	};
}
