import { sql } from 'kysely';
import type { Text } from '#domain/kernel/text.ts';
import { textIn } from '#domain/kernel/text.ts';
import type { Reading } from '../platform/tx.ts';

/**
 * The public part of a partnership as Popolo (popoloproject.com): its bodies and organisations, seats as posts, and everybody
 * who holds or held one, sits in or has a role. Names, posts and days only. Ids are the codes of the addresses.
 */
export async function popoloOf(
	tx: Reading,
	partnership: { readonly id: string; readonly slug: string; readonly name: Text },
	locale: 'en' | 'cy',
): Promise<object> {
	const words = (text: Text) => textIn(text, locale).words;
	const { rows: organisations } = await sql<{ code: string; name: Text; sector: string }>`
		select o.code, o.name, s.code as sector from organisation o
		join sector s on s.partnership_id = o.partnership_id and s.id = o.sector_id
		where o.partnership_id = ${partnership.id} order by o.position`.execute(tx.db);
	const { rows: bodies } = await sql<{
		code: string;
		name: Text;
		type: string;
		parent: string | null;
		closed_on: string | null;
	}>`
		select b.code, b.name, b.type, p.code as parent, b.closed_on from body b
		left join body p on p.partnership_id = b.partnership_id and p.id = b.reports_to
		where b.partnership_id = ${partnership.id} order by b.position`.execute(tx.db);
	const { rows: seats } = await sql<{
		id: string;
		body: string;
		organisation: string | null;
		name: Text;
		voting: boolean;
	}>`
		select s.id, b.code as body, o.code as organisation, coalesce(o.name, co_opted_name(s)) as name, seat_votes(s) as voting from seat s
		join body b on b.partnership_id = s.partnership_id and b.id = s.body_id
		left join organisation o on o.partnership_id = s.partnership_id and o.id = s.organisation_id
		where s.partnership_id = ${partnership.id} order by b.position, s.position`.execute(tx.db);
	const { rows: terms } = await sql<{
		person: string;
		name: string;
		body: string;
		organisation: string | null;
		post: string | null;
		role: string;
		starts_on: string;
		ends_on: string | null;
	}>`
		select p.code as person, p.name, b.code as body, coalesce(o.code, po.code) as organisation, held.post, held.role, held.starts_on, held.ends_on
		from (
			select t.person_id, s.body_id, s.organisation_id, s.id as post,
				case when s.organisation_id is null then 'co_opted' else 'representative' end as role, t.starts_on, t.ends_on
			from seat_term t join seat s on s.partnership_id = t.partnership_id and s.id = t.seat_id
			where t.partnership_id = ${partnership.id}
			union all
			select t.person_id, s.body_id, s.organisation_id, s.id, 'deputy', t.starts_on, t.ends_on
			from deputy_term t join seat s on s.partnership_id = t.partnership_id and s.id = t.seat_id
			where t.partnership_id = ${partnership.id}
			union all
			select r.person_id, r.body_id, null, null, r.role, r.starts_on, r.ends_on
			from body_role r where r.partnership_id = ${partnership.id}
		) as held
		join person p on p.partnership_id = ${partnership.id} and p.id = held.person_id
		join body b on b.partnership_id = ${partnership.id} and b.id = held.body_id
		left join organisation o on o.partnership_id = ${partnership.id} and o.id = held.organisation_id
		left join organisation po on po.partnership_id = ${partnership.id} and po.id = p.organisation_id
		order by p.position, b.position, held.starts_on, held.role`.execute(tx.db);
	const home = `partnership/${partnership.slug}`;
	const people = new Map(terms.map(({ person, name }) => [person, name]));
	return {
		organizations: [
			{ id: home, name: words(partnership.name), classification: 'partnership' },
			...bodies.map((body) => ({
				id: `body/${body.code}`,
				name: words(body.name),
				classification: body.type,
				parent_id: body.parent ? `body/${body.parent}` : home,
				...(body.closed_on ? { dissolution_date: body.closed_on } : {}),
			})),
			...organisations.map(({ code, name, sector }) => ({
				id: `organisation/${code}`,
				name: words(name),
				classification: sector,
			})),
		],
		posts: seats.map(({ id, body, organisation, name, voting }) => ({
			id: `post/${id}`,
			label: words(name),
			role: organisation === null ? 'co_opted' : voting ? 'representative' : 'adviser',
			organization_id: `body/${body}`,
			...(organisation === null ? {} : { on_behalf_of_id: `organisation/${organisation}` }),
		})),
		persons: [...people].map(([code, name]) => ({ id: `person/${code}`, name })),
		memberships: terms.map((term) => ({
			person_id: `person/${term.person}`,
			organization_id: `body/${term.body}`,
			role: term.role,
			...(term.post ? { post_id: `post/${term.post}` } : {}),
			...(term.organisation ? { on_behalf_of_id: `organisation/${term.organisation}` } : {}),
			start_date: term.starts_on,
			...(term.ends_on ? { end_date: term.ends_on } : {}),
		})),
	};
}
