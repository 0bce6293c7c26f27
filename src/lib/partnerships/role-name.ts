import type { Role } from '#domain/partnerships/standing.ts';
import * as m from '#lib/paraglide/messages.js';

/** The name of a role in the reader's language, as it stands beside a person. */
export function roleName(role: Role): string {
	switch (role) {
		case 'chair':
			return m.partnerships_role_chair();
		case 'vice_chair':
			return m.partnerships_role_vice_chair();
		case 'representative':
			return m.partnerships_role_representative();
		case 'deputy':
			return m.partnerships_role_deputy();
		case 'member':
			return m.partnerships_role_member();
		case 'secretariat':
			return m.partnerships_role_secretariat();
		case 'minute_taker':
			return m.partnerships_role_minute_taker();
		case 'accountable_body_adviser':
			return m.partnerships_role_accountable_body_adviser();
		case 'adviser':
			return m.partnerships_role_adviser();
		case 'observer':
			return m.partnerships_role_observer();
		case 'co_opted':
			return m.partnerships_role_co_opted();
		case 'invited_participant':
			return m.partnerships_role_invited_participant();
	}
}
