import type { Block } from '#domain/documents/rich-text.ts';
import type { ActionAssigned } from '#domain/actions/events.ts';
import { textIn, type Locale } from '#domain/kernel/text.ts';
import { minutesWords } from '#domain/meetings/minutes-words.ts';
import { leadLine, line } from '#domain/meetings/minutes.ydoc.ts';
import { actionsOf } from '../actions/store.ts';
import { namesIn } from '../partnerships/person-store.ts';
import { organisationsOf } from '../partnerships/store.ts';
import type { Reading } from '../platform/tx.ts';

/** An action as the minutes have it: number and words, whose it is and by when. Null for one of an exempt item. */
export async function actionBlocks(
	tx: Reading,
	event: ActionAssigned,
	eventId: string,
	locale: Locale,
): Promise<Block[] | null> {
	const action = (await actionsOf(tx, event.partnershipId)).find(({ id }) => id === event.actionId);
	if (!action || action.compartmentId !== null) return null;
	const { owner } = action;
	const name =
		owner.is === 'person'
			? (await namesIn(tx, event.partnershipId)).get(owner.id)
			: textIn(
					(await organisationsOf(tx, event.partnershipId)).find(({ id }) => id === owner.id)
						?.name ?? {},
					locale,
				).words;
	const words = minutesWords(locale);
	return [
		leadLine(eventId, words.action(action.number), textIn(action.text, locale).words),
		line(eventId, words.actionOwner(name ?? '', action.dueOn)),
	];
}
