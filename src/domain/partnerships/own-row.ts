import type { Json } from '../kernel/canonical.ts';

/** A row of the store as JSON, by column. */
export type Row = Readonly<Record<string, Json>>;

const secret = /hash|secret|token|public_key|bytes|sealed/;
const person = /(^|_)person_ids?$/;
// Of a row about somebody else: what kind of thing it is and when, no words of theirs.
const bare = /(^|_)(id|at|on|kind|state|mode|role|channel|version|number)$/;

/**
 * What of a row belongs into the export of the person `id`: no hashes and secrets; other people stay unnamed; and where the
 * row is about somebody else and `id` only wrote it down (a clerk who recorded an arrival), what and when, without a word
 * about them (UK GDPR article 15(4)).
 */
export function ownRow(row: Row, id: string): Row {
	const about = row['person_id'];
	const othersRow = about !== undefined && about !== null && about !== id;
	return Object.fromEntries(
		Object.entries(row)
			.filter(([key]) => !secret.test(key) && (!othersRow || bare.test(key)))
			.map(([key, value]) =>
				person.test(key) && value !== null && value !== id ? [key, 'somebody else'] : [key, value],
			),
	);
}

/** What the rows that name a person are about, for a page in words. */
export const heldKinds = [
	'place',
	'interests',
	'invitations',
	'meetings',
	'decisions',
	'strategy',
	'record',
] as const;
export type HeldKind = (typeof heldKinds)[number];

const kinds: Readonly<Record<string, HeldKind>> = {
	person: 'place',
	seat_term: 'place',
	deputy_term: 'place',
	body_role: 'place',
	interest: 'interests',
	invitation: 'invitations',
	recovery: 'invitations',
	attendance: 'meetings',
	apology: 'meetings',
	speaker: 'meetings',
	declaration: 'meetings',
	agenda_item: 'meetings',
	agenda_version: 'meetings',
	ballot: 'decisions',
	ballot_revision: 'decisions',
	poll: 'decisions',
	poll_elector: 'decisions',
	motion: 'decisions',
	motion_version: 'decisions',
	motion_event: 'decisions',
	amendment: 'decisions',
	consensus_check: 'decisions',
	consensus_answer: 'decisions',
	section: 'strategy',
	section_version: 'strategy',
};

/** What a table is about; a table nobody sorted is part of the record. */
export const heldKind = (table: string): HeldKind => kinds[table] ?? 'record';
