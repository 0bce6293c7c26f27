import { acts, rolesFor, type Act } from '#domain/partnerships/policy.ts';
import type { Role } from '#domain/partnerships/standing.ts';
import * as m from '#lib/paraglide/messages.js';

const words: Readonly<Record<Act, () => string>> = {
	'partnerships.manage': m.partnerships_act_manage,
	'partnerships.give_roles': m.partnerships_act_give_roles,
	'partnerships.see_email': m.partnerships_act_see_email,
	'partnerships.see_phone': m.partnerships_act_see_phone,
	'partnerships.see_access_needs': m.partnerships_act_see_access_needs,
	'partnerships.erase': m.partnerships_act_erase,
	'partnerships.recover': m.partnerships_act_recover,
	'meetings.set_up': m.partnerships_act_set_up_meeting,
	'meetings.make_exempt': m.partnerships_act_make_exempt,
	'meetings.edit_agenda': m.partnerships_act_edit_agenda,
	'meetings.publish_agenda': m.partnerships_act_publish_agenda,
	'meetings.run': m.partnerships_act_run,
	'meetings.record_attendance': m.partnerships_act_record_attendance,
	'meetings.show_in_room': m.partnerships_act_show_in_room,
	'meetings.check_in': m.partnerships_act_check_in,
	'meetings.raise_hand': m.partnerships_act_raise_hand,
	'meetings.call_speaker': m.partnerships_act_call_speaker,
	'meetings.edit_minutes': m.partnerships_act_edit_minutes,
	'meetings.read_draft': m.partnerships_act_read_draft,
	'compartments.enter': m.partnerships_act_enter_exempt,
	'documents.edit': m.partnerships_act_edit_documents,
	'documents.read_draft': m.partnerships_act_read_documents,
	'actions.assign': m.partnerships_act_assign_action,
	'decisions.propose': m.partnerships_act_propose,
	'decisions.run_poll': m.partnerships_act_run_poll,
	'decisions.cast': m.partnerships_act_cast,
	'decisions.record_ballot': m.partnerships_act_record_ballot,
	'live.follow': m.partnerships_act_follow,
};

/** Acts for which one must have signed in on the day (src/routes/here.server.ts asks). */
const fresh: readonly Act[] = [
	'partnerships.give_roles',
	'partnerships.erase',
	'partnerships.recover',
	'meetings.publish_agenda',
	'meetings.record_attendance',
	'decisions.run_poll',
];

/** Who may do what, in words, in the order of the policy. */
export const actGroups = (): readonly {
	text: string;
	roles: readonly Role[];
	fresh: boolean;
}[] =>
	acts.map((act) => ({ text: words[act](), roles: rolesFor(act), fresh: fresh.includes(act) }));
