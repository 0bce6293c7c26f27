/** What an organisation is, whatever sector it counts in here; the seats of a network are its members' together. */
export const organisationKinds = [
	'council',
	'health',
	'police',
	'fire',
	'education',
	'housing',
	'charity',
	'business',
	'residents',
	'faith',
	'network',
] as const;
export type OrganisationKind = (typeof organisationKinds)[number];

/** The kind of this name; null for none or another word. */
export const kindOf = (word: string | null): OrganisationKind | null =>
	organisationKinds.find((kind) => kind === word) ?? null;
