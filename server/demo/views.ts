import { sql } from 'kysely';
import { textIn, type Text } from '#domain/kernel/text.ts';
import type { Reading } from '../platform/tx.ts';
import { personas, type PersonaKey } from './personas.ts';

/** Someone whom a demo link signs in. */
export interface Persona {
	readonly key: PersonaKey;
	readonly name: string;
	readonly job: Text;
	/** What they are on the Board: "chair", "secretariat", "representative", "deputy", … */
	readonly role: string;
	readonly accountId: string;
}

export interface DemoView {
	readonly slug: string;
	readonly personas: readonly Persona[];
	readonly meeting: {
		readonly id: string;
		readonly slug: string;
		readonly agendaRoom: string;
		readonly minutesRoom: string;
	} | null;
	/** Rooms of the strategy's sections, those still being written first. */
	readonly sectionRooms: readonly string[];
}

/** The demo partnership for people and programs that come in from outside; undefined when it isn't loaded. */
export async function demoView(tx: Reading): Promise<DemoView | undefined> {
	const partnership = await tx.db
		.selectFrom('partnership')
		.select(['id', 'slug'])
		.where('fictional', '=', true)
		.orderBy('created_at')
		.executeTakeFirst();
	if (!partnership) return undefined;
	const meeting = await tx.db
		.selectFrom('meeting')
		.select(['id', 'slug', 'agenda_room_id', 'minutes_room_id'])
		.where('partnership_id', '=', partnership.id)
		.orderBy('starts_at', 'desc')
		.executeTakeFirst();
	const sections = await tx.db
		.selectFrom('section')
		.select('room_id')
		.where('partnership_id', '=', partnership.id)
		.orderBy(sql`state = 'agreed'`)
		.orderBy('position')
		.execute();
	return {
		slug: partnership.slug,
		personas: await personasOf(tx, partnership.id),
		meeting: meeting
			? {
					id: meeting.id,
					slug: meeting.slug,
					agendaRoom: meeting.agenda_room_id,
					minutesRoom: meeting.minutes_room_id,
				}
			: null,
		sectionRooms: sections.map((row) => row.room_id),
	};
}

async function personasOf(tx: Reading, partnershipId: string): Promise<Persona[]> {
	const { rows } = await sql<{
		code: string;
		name: string;
		job: Text;
		account_id: string;
		role: string;
	}>`
		select p.code, p.name, p.job, p.account_id, coalesce(
			(select r.role from body_role r join body b on b.partnership_id = r.partnership_id and b.id = r.body_id
				where r.partnership_id = p.partnership_id and r.person_id = p.id and b.type = 'board' limit 1),
			(select 'representative' from seat_term t where t.partnership_id = p.partnership_id and t.person_id = p.id limit 1),
			(select 'deputy' from deputy_term d where d.partnership_id = p.partnership_id and d.person_id = p.id limit 1),
			'observer') as role
		from person p where p.partnership_id = ${partnershipId} and p.account_id is not null`.execute(
		tx.db,
	);
	return personas.flatMap(({ key, code }) => {
		const row = rows.find((each) => each.code === code);
		return row
			? [{ key, name: row.name, job: row.job, role: row.role, accountId: row.account_id }]
			: [];
	});
}

/** What `/demo.json` answers. `base` is the origin under which it was asked, without a slash at its end. */
export function demoJson(view: DemoView, base: string) {
	const home = `${base}/${view.slug}`;
	return {
		base,
		personas: [
			...view.personas.map(({ key, name, role }) => ({
				key,
				name,
				role,
				signIn: `${base}/demo/${key}`,
			})),
			{ key: 'public' as const, name: 'A member of the public', role: 'public', signIn: home },
		],
		meeting: view.meeting && `${home}/meetings/${view.meeting.slug}`,
		rooms: {
			agenda: view.meeting && `agenda:${view.meeting.agendaRoom}`,
			minutes: view.meeting && `minutes:${view.meeting.minutesRoom}`,
			live: view.meeting && `live:${view.meeting.id}`,
			gallery: view.meeting && `gallery:${view.meeting.id}`,
			sections: view.sectionRooms.map((id) => `section:${id}`),
		},
	};
}

/** The sign-in links that the start of a demo prints, one a line: "Cllr Marian Oakshott (Leader of the Council): http://…". */
export function personaLines(view: DemoView, base: string): string[] {
	return view.personas.map(
		({ key, name, job }) => `${name} (${textIn(job, 'en').words}): ${base}/demo/${key}`,
	);
}
