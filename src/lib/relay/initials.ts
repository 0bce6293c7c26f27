const titles = /^(?:cllr|dr|prof|revd?|mr|mrs|ms|miss|mx|sir|dame|lord|lady)\.?$/iu;

/** "Cllr Marian Oakshott" → "MO": decoration beside a name, never instead of it. */
export function initials(name: string): string {
	const words = name.split(/\s+/u).filter((word) => word !== '' && !titles.test(word));
	const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
	return ends.map((word) => Array.from(word ?? '')[0]?.toLocaleUpperCase() ?? '').join('');
}
