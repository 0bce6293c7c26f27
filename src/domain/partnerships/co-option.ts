import type { Text } from '../kernel/text.ts';

/** What stands in the place of an organisation's name for a co-opted member, who speaks for none; `co_opted_name` in SQL says the same. */
export function coOptedName(votes: boolean): Text {
	return votes
		? { en: 'Co-opted member', cy: 'Aelod cyfetholedig' }
		: { en: 'Co-opted member without a vote', cy: 'Aelod cyfetholedig heb bleidlais' };
}
