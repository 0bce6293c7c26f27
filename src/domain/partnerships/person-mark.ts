// Titles that come before a name in the people lists of councils; the initials leave them out.
const titles =
	/^(cllr|councillor|dr|prof|mr|mrs|ms|miss|mx|sir|dame|lord|lady|rev|revd|canon|supt|ch|insp|sgt|pc)\.?$/i;

/** What to greet somebody by: "Cllr Marian Oakshott" is Marian, "Kelly-Ann Moss" is Kelly-Ann. */
export function givenName(name: string): string {
	const words = name.split(/\s+/).filter((word) => word !== '');
	return words.find((word) => !titles.test(word)) ?? name;
}

/** The two letters of a person's round mark: "Cllr Marian Oakshott" is MO, "Kelly-Ann Moss" is KM. */
export function initials(name: string): string {
	const words = name.split(/\s+/).filter((word) => word !== '');
	const own = words.filter((word, at) => at === words.length - 1 || !titles.test(word));
	const first = own[0];
	const last = own.length > 1 ? own[own.length - 1] : undefined;
	return [first, last]
		.map((word) => Array.from(word ?? '')[0] ?? '')
		.join('')
		.toUpperCase();
}

/** One of the eight colours for people, 1 to 8, by the person's position: neighbours in the list get different ones. */
export const personColour = (position: number): number => (position % 8) + 1;
