import { expect, test } from 'vitest';
import { can, type Act } from './policy.ts';
import type { Role, Standing } from './standing.ts';

const roles: readonly Role[] = [
	'chair',
	'vice_chair',
	'representative',
	'deputy',
	'member',
	'secretariat',
	'minute_taker',
	'accountable_body_adviser',
	'adviser',
	'observer',
	'co_opted',
	'invited_participant',
];

const standing = (...of: Role[]): Standing => ({
	personId: 'p',
	bodyId: 'b',
	roles: of,
	seats: [],
});

// One line an act, one column a role in the order above.
const table: Record<Act, string> = {
	'meetings.set_up': '-----y------',
	'meetings.make_exempt': '-----y------',
	'partnerships.manage': 'y----y------',
	'partnerships.give_roles': 'y----y------',
	'partnerships.see_email': 'y----y------',
	'partnerships.see_phone': '-----y------',
	'partnerships.see_access_needs': '-----y------',
	'partnerships.erase': '-----y------',
	'partnerships.recover': 'yy---y------',
	'meetings.edit_agenda': 'yyyyyyy-----',
	'meetings.publish_agenda': 'y----yy-----',
	'meetings.run': 'yy---y------',
	'meetings.show_in_room': 'yy---yy-----',
	'meetings.record_attendance': '-----yy-----',
	'meetings.check_in': 'yyyyyyyyyyyy',
	'meetings.raise_hand': 'yyyyyy-yy-yy',
	'meetings.call_speaker': 'yy---y------',
	'meetings.edit_minutes': '-----yy-----',
	'meetings.read_draft': 'yyyyyyyyyyyy',
	'compartments.enter': 'yyyyyyyy----',
	'documents.edit': 'yyyyyyyy----',
	'documents.read_draft': 'yyyyyyyyyyyy',
	'actions.assign': 'yy---yy-----',
	'decisions.propose': 'yyyyyyy---y-',
	'decisions.run_poll': 'yy---y------',
	'decisions.cast': 'yyyy--------',
	'decisions.record_ballot': '-----yy-----',
	'live.follow': 'yyyyyyyyyyyy',
};

test.each(Object.entries(table) as [Act, string][])('%s: %s', (act, line) => {
	expect(roles.map((role) => (can(standing(role), act) ? 'y' : '-')).join('')).toBe(line);
	expect(can(null, act)).toBe(false);
	expect(can(standing(), act)).toBe(false);
});

test('one of several roles is enough', () => {
	expect(can(standing('observer', 'chair'), 'meetings.run')).toBe(true);
});
