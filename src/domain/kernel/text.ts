/** Words the public may see, in one or both languages of the country. */
export type Text = { en?: string; cy?: string };

export type Locale = 'en' | 'cy';

/** The words in `locale`, else in the other language; `lang` is the language they turned out to be in. */
export function textIn(text: Text, locale: Locale): { words: string; lang: Locale } {
	const other: Locale = locale === 'en' ? 'cy' : 'en';
	const own = text[locale];
	if (own !== undefined && own !== '') return { words: own, lang: locale };
	return { words: text[other] ?? '', lang: text[other] === undefined ? locale : other };
}
