import { Refusal } from '../kernel/refusal.ts';
import type { Text } from '../kernel/text.ts';

/** What an action is: somebody owns it until it is done or, for a reason, dropped. */
export type ActionState = 'open' | 'done' | 'dropped';

/** What may be written into an action's history. */
export type ActionAct = 'assigned' | 'note' | 'done' | 'dropped' | 'reopened' | 'changed';

/** Who does it: a person, or an organisation by whoever sits for it. */
export type Owner =
	| { readonly is: 'person'; readonly id: string }
	| { readonly is: 'organisation'; readonly id: string };

const mostTextLength = 500;
const mostWordsLength = 2000;
/** Nobody plans further ahead than this (years); a later date is a slip of the keyboard. */
const furthest = 10;

const day = 86_400_000;

/** How many days an action is past its date on a day (both ISO dates): 0 on the date itself and before, and for one that is settled. */
export function daysLate(
	action: { readonly state: ActionState; readonly dueOn: string },
	today: string,
): number {
	if (action.state !== 'open') return 0;
	return Math.max(0, Math.round((Date.parse(today) - Date.parse(action.dueOn)) / day));
}

/**
 * The words of an action, trimmed, in one or both languages. Refuses `actions.text_missing` where there are none and
 * `actions.text_long` beyond 500 signs.
 */
export function actionText(said: Text): Text {
	const text: Text = {};
	for (const locale of ['en', 'cy'] as const) {
		const words = said[locale]?.trim() ?? '';
		if (words.length > mostTextLength)
			throw new Refusal('actions.text_long', { most: mostTextLength }, `text_${locale}`);
		if (words !== '') text[locale] = words;
	}
	if (!text.en && !text.cy) throw new Refusal('actions.text_missing', {}, 'text_en');
	return text;
}

/** An owner from a form's "person:<id>" or "organisation:<id>". Refuses `actions.owner_missing` for anything else. */
export function ownerFrom(said: string): Owner {
	const match = /^(person|organisation):([0-9a-f-]{36})$/.exec(said);
	if (!match) throw new Refusal('actions.owner_missing', {}, 'owner');
	return { is: match[1] as Owner['is'], id: match[2] as string };
}

/**
 * A date by which something is to be done (ISO), judged on a day. Refuses `actions.due_wrong` for what is no date or is
 * more than ten years ahead, and `actions.due_past` for one that has passed.
 */
export function dueFrom(said: string, today: string): string {
	const at = /^\d{4}-\d{2}-\d{2}$/.test(said) ? new Date(`${said}T00:00:00Z`) : new Date(NaN);
	if (Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== said)
		throw new Refusal('actions.due_wrong', {}, 'due');
	if (Number(said.slice(0, 4)) > Number(today.slice(0, 4)) + furthest)
		throw new Refusal('actions.due_wrong', {}, 'due');
	if (said < today) throw new Refusal('actions.due_past', {}, 'due');
	return said;
}

/**
 * What somebody says about an action in doing `act`, trimmed. Refuses `actions.words_long` beyond 2,000 signs and, where
 * a reason is asked for, `actions.words_missing`; the field is `words_<act>`.
 */
export function wordsFrom(said: string, act: ActionAct, needed: boolean): string {
	const field = `words_${act}`;
	const words = said.replaceAll('\r\n', '\n').trim();
	if (words.length > mostWordsLength)
		throw new Refusal('actions.words_long', { most: mostWordsLength }, field);
	if (needed && words === '') throw new Refusal('actions.words_missing', {}, field);
	return words;
}
