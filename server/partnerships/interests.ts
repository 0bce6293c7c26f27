import { sql } from 'kysely';
import type { Actor } from '#domain/kernel/actor.ts';
import { isoDate } from '#domain/kernel/calendar.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import type { Text } from '#domain/kernel/text.ts';
import { interestKinds, type InterestKind } from '#domain/partnerships/interest-kinds.ts';
import { command, reading, type Services } from '../platform/tx.ts';
import { registerInterest } from './commands.ts';
import { boardId } from './store.ts';

const longest = 500;

/** Registers an interest of the actor's own. Refuses no words, words of over 500 signs, and a kind that is none. */
export async function registerOwnInterest(
	services: Services,
	actor: Actor,
	input: { text: Text; kind: unknown },
	key?: string,
): Promise<void> {
	const kind = interestKinds.find((each) => each === input.kind);
	if (!kind) throw new Refusal('partnerships.interest_kind', {}, 'kind');
	const text: Text = {};
	for (const locale of ['en', 'cy'] as const) {
		const said = input.text[locale]?.trim() ?? '';
		if (said.length > longest)
			throw new Refusal('partnerships.interest_long', {}, `text_${locale}`);
		if (said !== '') text[locale] = said;
	}
	if (!text.en && !text.cy) throw new Refusal('partnerships.interest_missing', {}, 'text_en');
	const { partnershipId, personId } = actor;
	return command(
		services,
		actor,
		'partnerships.interest_registered',
		personId,
		async (tx) => {
			const registeredOn = isoDate(tx.now);
			await registerInterest(tx, { partnershipId, personId, text, kind, registeredOn });
		},
		key,
	);
}

/** Says that an own interest has ended; it stays on record. */
export async function endInterest(
	services: Services,
	actor: Actor,
	input: { interestId: string },
): Promise<void> {
	return command(services, actor, 'partnerships.interest_ended', input.interestId, async (tx) => {
		const ended = await tx.db
			.updateTable('interest')
			.set({ ended_on: isoDate(tx.now) })
			.where('partnership_id', '=', actor.partnershipId)
			.where('person_id', '=', actor.personId)
			.where('id', '=', input.interestId)
			.where('ended_on', 'is', null)
			.returning('id')
			.executeTakeFirst();
		if (!ended) throw notFound();
	});
}

/** Says that what is registered is complete: the yearly review. Twice on a day is once. */
export async function reviewInterests(services: Services, actor: Actor): Promise<void> {
	const { partnershipId, personId } = actor;
	return command(services, actor, 'partnerships.interests_reviewed', personId, async (tx) => {
		await tx.db
			.insertInto('interest_review')
			.values({
				partnership_id: partnershipId,
				person_id: personId,
				reviewed_on: isoDate(tx.now),
			})
			.onConflict((oc) => oc.doNothing())
			.execute();
	});
}

export interface InterestsOf {
	readonly personId: string;
	readonly name: string;
	readonly organisation: Text | null;
	/** ISO date of the last review; null for none. */
	readonly reviewedOn: string | null;
	/** Whether a year has passed since. */
	readonly due: boolean;
	readonly interests: readonly {
		readonly id: string;
		readonly text: Text;
		readonly kind: InterestKind;
		readonly registeredOn: string;
	}[];
}

/** The public register: everybody with a seat or a role on the board, in the order of the list of people. */
export async function interestsRegister(
	services: Pick<Services, 'db'>,
	partnershipId: string,
): Promise<InterestsOf[]> {
	return reading(services, async (tx) => {
		const body = await boardId(tx, partnershipId);
		if (!body) return [];
		const people = await sql<{
			id: string;
			name: string;
			organisation: Text | null;
			reviewed_on: string | null;
			due: boolean;
		}>`
			select p.id, p.name, o.name as organisation, r.reviewed_on::text as reviewed_on,
				coalesce(r.reviewed_on < current_date - interval '1 year', true) as due
			from person p
			left join organisation o on o.partnership_id = p.partnership_id and o.id = p.organisation_id
			left join lateral (select max(reviewed_on) as reviewed_on from interest_review v
				where v.partnership_id = p.partnership_id and v.person_id = p.id) r on true
			where p.partnership_id = ${partnershipId} and (
				exists (select 1 from seat s
					join seat_term t on t.partnership_id = s.partnership_id and t.seat_id = s.id
					where s.partnership_id = p.partnership_id and s.body_id = ${body} and t.person_id = p.id
						and current_date between t.starts_on and coalesce(t.ends_on, 'infinity'))
				or exists (select 1 from interest i where i.partnership_id = p.partnership_id
					and i.person_id = p.id and i.ended_on is null))
			order by p.position`.execute(tx.db);
		const entries = await tx.db
			.selectFrom('interest')
			.select(['id', 'person_id', 'text', 'kind', 'registered_on'])
			.where('partnership_id', '=', partnershipId)
			.where('ended_on', 'is', null)
			.orderBy('registered_on')
			.execute();
		return people.rows.map((person) => ({
			personId: person.id,
			name: person.name,
			organisation: person.organisation,
			reviewedOn: person.reviewed_on,
			due: person.due,
			interests: entries
				.filter((each) => each.person_id === person.id)
				.map((each) => ({
					id: each.id,
					text: each.text as Text,
					kind: each.kind as InterestKind,
					registeredOn: each.registered_on,
				})),
		}));
	});
}
