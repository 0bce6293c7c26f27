import { Refusal } from '../kernel/refusal.ts';
import {
	longestTitle,
	type AgendaDraft,
	type DraftItem,
	type ExemptWords,
	type Ground,
	type ItemWords,
	type PublishedAgenda,
	type PublishedItem,
} from './agenda.ts';
import { problemsOfWords } from './agenda.ydoc.ts';

/** What the record knows that the draft can't be believed about. */
export interface FreezeFacts {
	/** ISO time at which the meeting starts. */
	readonly startsAt: string;
	/** Ids of the people of the partnership; any other lead is left out. */
	readonly people: ReadonlySet<string>;
	/** The exempt items of the meeting by item id, with their words from their own rooms. */
	readonly exempt: ReadonlyMap<string, { readonly ground: Ground; readonly words: ItemWords }>;
	/** Items that have been opened, with their number on the agenda in force. */
	readonly started: ReadonlyMap<string, number>;
}

export interface Frozen {
	readonly agenda: PublishedAgenda;
	readonly exempt: readonly ExemptWords[];
}

/**
 * The agenda as it would be published now. Which items are exempt is the record's word, never the draft's.
 * With `refuse` false it answers what there is, for showing; else it refuses an agenda without items, a title that is
 * missing or over 300 characters, a text over 20,000, an exempt mark without a compartment, and a started item that is gone.
 */
export function freezeAgenda(draft: AgendaDraft, facts: FreezeFacts, refuse = true): Frozen {
	if (refuse) refuseUnfit(draft, facts);
	const exempt: ExemptWords[] = [];
	const items = draft.items.map((item, index): PublishedItem => {
		const shared = {
			id: item.id,
			number: index + 1,
			kind: item.kind,
			minutes: item.minutes,
		};
		const hidden = facts.exempt.get(item.id);
		if (hidden) {
			const words = withKnownLead(hidden.words, facts.people);
			exempt.push({ itemId: item.id, compartment: hidden.ground.compartment, words });
			return { ...shared, title: {}, summary: {}, askedTo: [], lead: null, ground: hidden.ground };
		}
		const words = item.exempt === null ? withKnownLead(item, facts.people) : none;
		return { ...shared, ...words, ground: null };
	});
	return { agenda: { startsAt: facts.startsAt, items }, exempt };
}

const none: ItemWords = { title: {}, summary: {}, askedTo: [], lead: null };

function withKnownLead(words: ItemWords, people: ReadonlySet<string>): ItemWords {
	const { title, summary, askedTo, lead } = words;
	return { title, summary, askedTo, lead: lead !== null && people.has(lead) ? lead : null };
}

function refuseUnfit(draft: AgendaDraft, facts: FreezeFacts): void {
	if (draft.items.length === 0) throw new Refusal('meetings.agenda_empty');
	const there = new Set(draft.items.map((item) => item.id));
	for (const [id, number] of facts.started)
		if (!there.has(id)) throw new Refusal('meetings.agenda_started_removed', { number });
	draft.items.forEach((item, index) => refuseItem(item, index + 1, facts));
}

function refuseItem(item: DraftItem, number: number, facts: FreezeFacts): void {
	const hidden = facts.exempt.get(item.id);
	if (item.exempt !== null && !hidden)
		throw new Refusal('meetings.agenda_exempt_unknown', { number });
	for (const problem of problemsOfWords(hidden?.words ?? item))
		switch (problem) {
			case 'title_missing':
				throw new Refusal('meetings.agenda_title_missing', { number });
			case 'title_too_long':
				throw new Refusal('meetings.agenda_title_too_long', { number, most: longestTitle });
			case 'text_too_long':
				throw new Refusal('meetings.agenda_text_too_long', { number });
			case 'not_an_item':
			case 'no_id':
			case 'duplicate_id':
			case 'unknown_kind':
			case 'odd_minutes':
				break;
			default:
				problem satisfies never;
		}
}
