import type { Role, Standing } from './standing.ts';

/** Everything a person may be allowed to do on a body. Named by part, then act. */
export type Act =
	| 'meetings.set_up'
	| 'meetings.make_exempt'
	| 'partnerships.manage'
	| 'partnerships.give_roles'
	| 'partnerships.see_email'
	| 'partnerships.see_phone'
	| 'partnerships.see_access_needs'
	| 'partnerships.erase'
	| 'partnerships.recover'
	| 'meetings.edit_agenda'
	| 'meetings.publish_agenda'
	| 'meetings.run'
	| 'meetings.show_in_room'
	| 'meetings.record_attendance'
	| 'meetings.check_in'
	| 'meetings.raise_hand'
	| 'meetings.call_speaker'
	| 'meetings.edit_minutes'
	| 'meetings.read_draft'
	| 'compartments.enter'
	| 'documents.edit'
	| 'documents.read_draft'
	| 'actions.assign'
	| 'decisions.propose'
	| 'decisions.run_poll'
	| 'decisions.cast'
	| 'decisions.record_ballot'
	| 'live.follow';

const voters: readonly Role[] = ['chair', 'vice_chair', 'representative', 'deputy'];
const clerks: readonly Role[] = ['secretariat', 'minute_taker'];
const advisers: readonly Role[] = ['accountable_body_adviser', 'adviser', 'co_opted'];
const members: readonly Role[] = [...voters, 'member'];
const everyone: readonly Role[] = [
	...members,
	...clerks,
	...advisers,
	'observer',
	'invited_participant',
];

/** Who may do what: one table for every partnership; the roles themselves are given out locally. */
const allowed: Readonly<Record<Act, readonly Role[]>> = {
	'meetings.set_up': ['secretariat'],
	// The proper officer decides what is not public (LGA 1972 s. 100B(2)); the chair asks them.
	'meetings.make_exempt': ['secretariat'],
	'partnerships.manage': ['chair', 'secretariat'],
	'partnerships.give_roles': ['chair', 'secretariat'],
	'partnerships.see_email': ['chair', 'secretariat'],
	'partnerships.see_phone': ['secretariat'],
	'partnerships.see_access_needs': ['secretariat'],
	'partnerships.erase': ['secretariat'],
	'partnerships.recover': ['chair', 'vice_chair', 'secretariat'],
	'meetings.edit_agenda': [...members, ...clerks],
	'meetings.publish_agenda': ['chair', ...clerks],
	'meetings.run': ['chair', 'vice_chair', 'secretariat'],
	'meetings.show_in_room': ['chair', 'vice_chair', ...clerks],
	'meetings.record_attendance': clerks,
	'meetings.check_in': everyone,
	'meetings.raise_hand': [...members, ...advisers, 'invited_participant', 'secretariat'],
	'meetings.call_speaker': ['chair', 'vice_chair', 'secretariat'],
	'meetings.edit_minutes': clerks,
	'meetings.read_draft': everyone,
	'compartments.enter': [...members, ...clerks, 'accountable_body_adviser'],
	'documents.edit': [...members, ...clerks, 'accountable_body_adviser'],
	'documents.read_draft': everyone,
	'actions.assign': ['chair', 'vice_chair', ...clerks],
	// With or without a vote: a co-opted member may bring something forward.
	'decisions.propose': [...members, ...clerks, 'co_opted'],
	'decisions.run_poll': ['chair', 'vice_chair', 'secretariat'],
	'decisions.cast': voters,
	'decisions.record_ballot': clerks,
	'live.follow': everyone,
};

/** Every act there is, and who may do it: for the page that says so. */
export const acts: readonly Act[] = Object.keys(allowed) as Act[];
export const rolesFor = (act: Act): readonly Role[] => allowed[act];

/** Whether a person with this standing may do the act. Somebody without any standing on the body may do nothing. */
export function can(standing: Standing | null, act: Act): boolean {
	return standing !== null && standing.roles.some((role) => allowed[act].includes(role));
}
