/**
 * Tables whose rows an export of a partnership takes along. A table that is in neither list fails a test: whoever adds one says
 * here whether it belongs to the partnership's papers.
 */
export const exported: readonly string[] = [
	'partnership',
	'sector',
	'organisation',
	'person',
	'body',
	'seat',
	'seat_term',
	'deputy_term',
	'body_role',
	'constitution',
	'rules_draft',
	'interest',
	'interest_review',
	'invitation',
	'meeting',
	'agenda_version',
	'agenda_item',
	'apology',
	'attendance',
	'speaker',
	'declaration',
	'compartment',
	'compartment_exclusion',
	'exempt_item',
	'exempt_item_version',
	'document',
	'section',
	'section_version',
	'motion',
	'motion_version',
	'motion_event',
	'motion_beneficiary',
	'amendment',
	'consensus_check',
	'consensus_answer',
	'poll',
	'poll_elector',
	'ballot',
	'ballot_revision',
	'urn_record',
	'question',
	'question_elector',
	'question_ballot',
	'question_ballot_revision',
	'decision',
	'ratification',
	'room',
	'recovery',
	'body_address',
	'body_change',
	'audit',
];

/** Tables of a partnership that stay, and why. */
export const notExported: Readonly<Record<string, string>> = {
	list_upload: 'a list on its way in: what was taken over is in the tables themselves',
	urn: 'sealed ballots of secret votes that are open; opened, they are in urn_record',
	roll_tick: 'who has voted in a secret vote that is open; closed, they are in urn_record',
	live_topic: 'counters of the screens, made anew from the rest',
};

/** Columns that open something, by table: they stay too. */
export const withheld: Readonly<Record<string, readonly string[]>> = {
	invitation: ['token_hash'],
};
