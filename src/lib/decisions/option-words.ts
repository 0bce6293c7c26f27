import { textIn } from '#domain/kernel/text.ts';
import type { Asked } from '#domain/decisions/question.ts';
import { getLocale } from '#lib/paraglide/runtime.js';

/** The words of an option by its id. */
export function optionWords(asked: Pick<Asked, 'options'>, id: string): string {
	return textIn(asked.options.find((option) => option.id === id)?.title ?? {}, getLocale()).words;
}

/** Votes without a fraction that is none. */
export const plainVotes = (votes: string): string => votes.replace(/\.0+$/, '');

/** What kept a vote from opening by itself, by the code of the refusal. */
export function notOpenedWhy(code: string): 'quorum' | 'item' | 'session' | 'secret' | 'other' {
	switch (code) {
		case 'decisions.inquorate':
		case 'decisions.inquorate_recused':
			return 'quorum';
		case 'decisions.item_not_open':
			return 'item';
		case 'decisions.not_in_session':
		case 'decisions.on_break':
			return 'session';
		case 'decisions.secret_small':
		case 'decisions.urn_missing':
			return 'secret';
		default:
			return 'other';
	}
}
