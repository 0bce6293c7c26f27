import type { OrganisationKind } from '#domain/partnerships/organisation-kinds.ts';
import * as m from '#lib/paraglide/messages.js';

const words: Readonly<Record<OrganisationKind, () => string>> = {
	council: m.partnerships_kind_council,
	health: m.partnerships_kind_health,
	police: m.partnerships_kind_police,
	fire: m.partnerships_kind_fire,
	education: m.partnerships_kind_education,
	housing: m.partnerships_kind_housing,
	charity: m.partnerships_kind_charity,
	business: m.partnerships_kind_business,
	residents: m.partnerships_kind_residents,
	faith: m.partnerships_kind_faith,
	network: m.partnerships_kind_network,
};

/** What an organisation is, in the reader's language. */
export const organisationKind = (kind: OrganisationKind): string => words[kind]();
