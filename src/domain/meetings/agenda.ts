import type { Text } from '../kernel/text.ts';

/** What the board does with an item. */
export const itemKinds = ['decision', 'discussion', 'information', 'procedural', 'public'] as const;

export type ItemKind = (typeof itemKinds)[number];

/** Longest title that can be published, in characters. */
export const longestTitle = 300;

/** Longest summary or asked-to line that can be published, in characters; the rules' word count is a hint besides. */
export const longestText = 20_000;

/** Longest item, in minutes. */
export const longestItem = 600;

/** The words of an item: what an exempt item keeps in its compartment. */
export interface ItemWords {
	readonly title: Text;
	readonly summary: Text;
	/** Completes "The Board is asked to…", one act a line. */
	readonly askedTo: readonly Text[];
	/** Id of the person who leads it. */
	readonly lead: string | null;
}

/** An item of the draft as parsed; an exempt one has no words here. */
export interface DraftItem extends ItemWords {
	readonly id: string;
	/** Fractional key: items stand in the order of their keys, ties by id. */
	readonly order: string;
	readonly kind: ItemKind;
	readonly minutes: number;
	/** Id of the compartment its words live in, or null. */
	readonly exempt: string | null;
}

/** Something odd in a draft that was read past; `itemId` where the thing has one. */
export interface DraftProblem {
	readonly what:
		| 'not_an_item'
		| 'no_id'
		| 'duplicate_id'
		| 'unknown_kind'
		| 'odd_minutes'
		| 'title_missing'
		| 'title_too_long'
		| 'text_too_long';
	readonly itemId: string | null;
}

/** A draft agenda as plain data. */
export interface AgendaDraft {
	/** In their order, without the removed ones. */
	readonly items: readonly DraftItem[];
	/** Removed and restorable, in their order. */
	readonly removed: readonly DraftItem[];
	readonly problems: readonly DraftProblem[];
}

/** Why an item is not public: what its stub says. LGA 1972 Sch. 12A or what the partnership adopted in its place. */
export interface Ground {
	readonly compartment: string;
	readonly schedule: string;
	readonly paragraph: number;
	readonly reason: Text;
}

/** An item of a published agenda. An exempt one is a stub: its words are empty and `ground` says why. */
export interface PublishedItem extends ItemWords {
	readonly id: string;
	readonly number: number;
	readonly kind: ItemKind;
	readonly minutes: number;
	readonly ground: Ground | null;
}

/** A published agenda: what is hashed and never changes. */
export interface PublishedAgenda {
	/** ISO time at which the first item starts. */
	readonly startsAt: string;
	readonly items: readonly PublishedItem[];
}

/** What an exempt item says to those who may enter its compartment. */
export interface ExemptWords {
	readonly itemId: string;
	readonly compartment: string;
	readonly words: ItemWords;
}

/** Words in a text as people count them: runs of characters between white space. */
export function countWords(text: string): number {
	return text.split(/\s+/u).filter((word) => word !== '').length;
}

/** The agenda of a meeting has a new published version. */
export interface AgendaPublished {
	readonly type: 'meetings.agenda_published';
	readonly partnershipId: string;
	readonly meetingId: string;
	readonly version: number;
}
