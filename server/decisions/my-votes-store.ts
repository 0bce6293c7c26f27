import { sql } from 'kysely';
import type { Reading } from '../platform/tx.ts';

/** What may be voted on in a partnership now, and what closed in the last days: ids, by the database's clock. */
export interface VotesUnderWay {
	readonly polls: readonly string[];
	readonly questions: readonly string[];
	readonly procedures: readonly string[];
	readonly now: Date;
}

/** How long a vote that closed without somebody's is still told to them. */
const daysTold = 14;

export async function votesUnderWay(tx: Reading, partnershipId: string): Promise<VotesUnderWay> {
	const since = sql`clock_timestamp() - make_interval(days => ${daysTold})`;
	const { rows } = await sql<{ kind: 'poll' | 'question' | 'procedure'; id: string; now: Date }>`
		select 'poll' as kind, id, clock_timestamp() as now, opened_at as at from poll
		where partnership_id = ${partnershipId} and (state = 'open' or (state = 'closed' and closed_at > ${since}))
		union all
		select 'question', id, clock_timestamp(), opened_at from question
		where partnership_id = ${partnershipId} and kind <> 'practice'
			and (state in ('open', 'paused') or (state in ('closed', 'shown') and closed_at > ${since}))
		union all
		select 'procedure', id, clock_timestamp(), opened_at from written_procedure
		where partnership_id = ${partnershipId}
			and (state = 'open' or (settled_at > ${since} and result->>'outcome' is distinct from 'to_meeting'))
		order by at desc`.execute(tx.db);
	const of = (kind: (typeof rows)[number]['kind']) =>
		rows.filter((row) => row.kind === kind).map(({ id }) => id);
	return {
		polls: of('poll'),
		questions: of('question'),
		procedures: of('procedure'),
		now: rows[0]?.now ?? new Date(0),
	};
}
