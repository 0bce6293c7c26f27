import { sql } from 'kysely';
import type { ActionAct, ActionState, Owner } from '#domain/actions/action.ts';
import type { Text } from '#domain/kernel/text.ts';
import type { Reading, Tx } from '../platform/tx.ts';

export interface Action {
	readonly partnershipId: string;
	readonly id: string;
	/** "A-2026-31": unique in the partnership, and never given twice. */
	readonly number: string;
	readonly bodyId: string;
	readonly compartmentId: string | null;
	readonly text: Text;
	readonly owner: Owner;
	/** ISO dates. */
	readonly dueOn: string;
	readonly state: ActionState;
	readonly settledOn: string | null;
	/** What it came from; null where it came from elsewhere. */
	readonly decisionId: string | null;
	readonly meetingId: string | null;
	readonly itemId: string | null;
}

export interface ActionEntry {
	readonly act: ActionAct;
	readonly words: string;
	readonly dueOn: string;
	readonly personId: string | null;
	readonly at: Date;
}

export type NewAction = Omit<Action, 'id' | 'number' | 'state' | 'settledOn'>;

const ownerColumns = (owner: Owner) => ({
	owner_person_id: owner.is === 'person' ? owner.id : null,
	owner_organisation_id: owner.is === 'organisation' ? owner.id : null,
});

/** Enters an action under the next number of its year. `number`: the one it has elsewhere already, as "A-2026-31". */
export async function insertAction(
	tx: Tx,
	action: NewAction,
	number?: string,
): Promise<Pick<Action, 'id' | 'number'>> {
	// Numbers follow each other without gaps: who enters one waits for the last.
	await sql`select pg_advisory_xact_lock(hashtextextended(${`action ${action.partnershipId}`}, 0))`.execute(
		tx.db,
	);
	const given = /^A-(\d{4})-(\d+)$/.exec(number ?? '');
	const year = given ? Number(given[1]) : tx.now.getUTCFullYear();
	const { last } = await tx.db
		.selectFrom('action')
		.select((eb) => eb.fn.max('in_year').as('last'))
		.where('partnership_id', '=', action.partnershipId)
		.where('year', '=', year)
		.executeTakeFirstOrThrow();
	const inYear = given ? Number(given[2]) : (last ?? 0) + 1;
	return tx.db
		.insertInto('action')
		.values({
			partnership_id: action.partnershipId,
			id: tx.uuid(),
			number: `A-${year}-${inYear}`,
			year,
			in_year: inYear,
			body_id: action.bodyId,
			compartment_id: action.compartmentId,
			text: JSON.stringify(action.text),
			...ownerColumns(action.owner),
			due_on: action.dueOn,
			decision_id: action.decisionId,
			meeting_id: action.meetingId,
			item_id: action.itemId,
		})
		.returning(['id', 'number'])
		.executeTakeFirstOrThrow();
}

/** Writes the next entry of an action's history. */
export async function insertEntry(
	tx: Tx,
	action: Pick<Action, 'partnershipId' | 'id'>,
	entry: ActionEntry,
): Promise<void> {
	await tx.db
		.insertInto('action_entry')
		.values((eb) => ({
			partnership_id: action.partnershipId,
			action_id: action.id,
			n: eb
				.selectFrom('action_entry')
				.select(sql<number>`coalesce(max(n), 0) + 1`.as('n'))
				.where('partnership_id', '=', action.partnershipId)
				.where('action_id', '=', action.id),
			act: entry.act,
			words: entry.words,
			due_on: entry.dueOn,
			person_id: entry.personId,
			at: entry.at,
		}))
		.execute();
}

/** Who said what in the newest entry of an action's history. */
export async function lastEntry(
	tx: Tx,
	{ partnershipId, id }: Pick<Action, 'partnershipId' | 'id'>,
): Promise<{ act: string; words: string; personId: string | null } | undefined> {
	return tx.db
		.selectFrom('action_entry')
		.select(['act', 'words', 'person_id as personId'])
		.where('partnership_id', '=', partnershipId)
		.where('action_id', '=', id)
		.orderBy('n', 'desc')
		.limit(1)
		.executeTakeFirst();
}

/** Writes what an action is now. */
export async function saveAction(
	tx: Tx,
	action: Pick<Action, 'partnershipId' | 'id' | 'text' | 'owner' | 'dueOn' | 'state' | 'settledOn'>,
): Promise<void> {
	await tx.db
		.updateTable('action')
		.set({
			text: JSON.stringify(action.text),
			...ownerColumns(action.owner),
			due_on: action.dueOn,
			state: action.state,
			settled_on: action.settledOn,
		})
		.where('partnership_id', '=', action.partnershipId)
		.where('id', '=', action.id)
		.execute();
}

/** Locks an action until the transaction ends; undefined for one that is not there. */
export async function lockAction(
	tx: Tx,
	partnershipId: string,
	id: string,
): Promise<Action | undefined> {
	const row = await tx.db
		.selectFrom('action')
		.selectAll()
		.where('partnership_id', '=', partnershipId)
		.where('id', '=', id)
		.forUpdate()
		.executeTakeFirst();
	return row && actionOf(row);
}

/** Every action of the partnership, exempt ones too, the newest number first; for callers that sort out who sees what. */
export async function actionsOf(tx: Reading, partnershipId: string): Promise<Action[]> {
	const rows = await tx.db
		.selectFrom('action')
		.selectAll()
		.where('partnership_id', '=', partnershipId)
		.orderBy('year', 'desc')
		.orderBy('in_year', 'desc')
		.execute();
	return rows.map(actionOf);
}

export async function entriesOf(
	tx: Reading,
	action: Pick<Action, 'partnershipId' | 'id'>,
): Promise<ActionEntry[]> {
	const rows = await tx.db
		.selectFrom('action_entry')
		.selectAll()
		.where('partnership_id', '=', action.partnershipId)
		.where('action_id', '=', action.id)
		.orderBy('n')
		.execute();
	return rows.map((row) => ({
		act: row.act as ActionAct,
		words: row.words,
		dueOn: row.due_on,
		personId: row.person_id,
		at: row.at,
	}));
}

interface ActionRow {
	partnership_id: string;
	id: string;
	number: string;
	body_id: string;
	compartment_id: string | null;
	text: unknown;
	owner_person_id: string | null;
	owner_organisation_id: string | null;
	due_on: string;
	state: string;
	settled_on: string | null;
	decision_id: string | null;
	meeting_id: string | null;
	item_id: string | null;
}

const actionOf = (row: ActionRow): Action => ({
	partnershipId: row.partnership_id,
	id: row.id,
	number: row.number,
	bodyId: row.body_id,
	compartmentId: row.compartment_id,
	text: row.text as Text,
	owner:
		row.owner_person_id === null
			? { is: 'organisation', id: row.owner_organisation_id as string }
			: { is: 'person', id: row.owner_person_id },
	dueOn: row.due_on,
	state: row.state as ActionState,
	settledOn: row.settled_on,
	decisionId: row.decision_id,
	meetingId: row.meeting_id,
	itemId: row.item_id,
});

/** Days before its date on which the owner is written to, and after which again while it is late. */
const ahead = 7;
const again = 7;

/**
 * Whose actions are due within a week or late, and who was not written to in the last one: the owner, or whoever sits
 * for the organisation that owns it. Marks them as written to. Nothing of exempt items: mail lies in many places.
 */
export async function takeDue(
	tx: Tx,
): Promise<
	{ email: string; name: string; slug: string; number: string; text: Text; dueOn: string }[]
> {
	const { rows } = await sql<{
		email: string;
		name: string;
		slug: string;
		number: string;
		text: Text;
		dueOn: string;
	}>`
		with due as (
			update action set reminded_on = current_date
			where state = 'open' and compartment_id is null and due_on <= current_date + ${ahead}::int
				and (reminded_on is null or reminded_on <= current_date - ${again}::int)
			returning *)
		select distinct a.email, p.name, h.slug, d.number, d.text, d.due_on::text as "dueOn" from due d
		join partnership h on h.id = d.partnership_id
		join person p on p.partnership_id = d.partnership_id and (p.id = d.owner_person_id
			or exists (select from seat s
				join seat_term t on t.partnership_id = s.partnership_id and t.seat_id = s.id
					and current_date between t.starts_on and coalesce(t.ends_on, 'infinity')
				where s.partnership_id = d.partnership_id and s.organisation_id = d.owner_organisation_id
					and s.body_id = d.body_id and t.person_id = p.id))
		join account a on a.id = p.account_id
		order by a.email, d.number`.execute(tx.db);
	return rows;
}
