import { sql } from 'kysely';
import type { Text } from '#domain/kernel/text.ts';
import type { Reading } from '../platform/tx.ts';

/** A partnership as the front page lists it, with its next meeting that has not ended. */
export interface Listed {
	readonly slug: string;
	readonly name: Text;
	readonly vision: Text;
	readonly meeting: {
		readonly slug: string;
		readonly title: Text;
		readonly startsAt: Date;
		readonly venue: Text;
		readonly mode: 'in_person' | 'remote' | 'hybrid';
		readonly now: boolean;
	} | null;
}

/** Every partnership of this server in the order of its founding here: what a visitor without account may know. */
export async function partnershipsForVisitors(tx: Reading): Promise<Listed[]> {
	const { rows } = await sql<{
		slug: string;
		name: Text;
		vision: Text;
		meeting_slug: string | null;
		title: Text;
		starts_at: Date;
		venue: Text;
		mode: 'in_person' | 'remote' | 'hybrid';
		status: string;
	}>`
		select p.slug, p.name, p.vision, m.slug as meeting_slug, m.title, m.starts_at, m.venue, m.mode, m.status
		from partnership p
		left join lateral (
			select * from meeting m where m.partnership_id = p.id and m.status <> 'ended'
			order by m.status = 'in_session' desc, m.starts_at limit 1
		) m on true
		order by p.created_at`.execute(tx.db);
	return rows.map((row) => ({
		slug: row.slug,
		name: row.name,
		vision: row.vision,
		meeting:
			row.meeting_slug === null
				? null
				: {
						slug: row.meeting_slug,
						title: row.title,
						startsAt: row.starts_at,
						venue: row.venue,
						mode: row.mode,
						now: row.status === 'in_session',
					},
	}));
}
