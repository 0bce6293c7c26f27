import type { Actor } from '#domain/kernel/actor.ts';
import { isoDate } from '#domain/kernel/calendar.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import type { Text } from '#domain/kernel/text.ts';
import type { MotionMoved } from '#domain/decisions/events.ts';
import { decisionEffects } from '#domain/decisions/poll.ts';
import { decisionClasses } from '#domain/partnerships/constitution.ts';
import { can } from '#domain/partnerships/policy.ts';
import { entering, known } from '../meetings/entering.ts';
import { itemsOf } from '../meetings/item-store.ts';
import { organisationsOf } from '../partnerships/store.ts';
import { command, type Services, type Tx } from '../platform/tx.ts';
import { maySee } from './access.ts';
import { lodgeMotion } from './lodge-motion.ts';
import { motionsOfMeeting } from './motion-store.ts';

const longestTitle = 200;
const longestText = 10_000;

/**
 * Puts a motion down under an item of the meeting's agenda, with the next short name of the meeting (m4), for the actor as its
 * mover if they vote. Refuses a meeting that is over, an item that has been taken, and words that are missing or too long.
 */
export async function putDownMotion(
	services: Services,
	actor: Actor,
	input: {
		meetingId: string;
		itemId: string;
		title: Text;
		text: Text;
		decisionClass: unknown;
		effect: unknown;
		/** Ids of organisations that it would benefit. */
		beneficiaries: readonly string[];
	},
	key?: string,
): Promise<{ code: string }> {
	const title = wordsFrom(input.title, 'title', longestTitle);
	const text = wordsFrom(input.text, 'text', longestText);
	const decisionClass = decisionClasses.find((each) => each === input.decisionClass);
	if (!decisionClass) throw new Refusal('decisions.choose_class', {}, 'decisionClass');
	const effect = decisionEffects.find((each) => each === input.effect);
	if (!effect) throw new Refusal('decisions.choose_effect', {}, 'effect');
	return command(
		services,
		actor,
		'decisions.put_down_motion',
		input.meetingId,
		async (tx) => {
			const { partnershipId } = actor;
			const { meeting, standing } = await entering(tx, actor, input.meetingId, 'decisions.propose');
			if (meeting.status === 'ended') throw new Refusal('decisions.meeting_over');
			if (input.itemId === '') throw new Refusal('decisions.choose_item', {}, 'itemId');
			const item = (await itemsOf(tx, partnershipId, meeting.id)).find(
				({ id }) => id === known(input.itemId),
			);
			if (!item || !(await maySee(tx, actor, item))) throw notFound();
			if (item.state === 'done') throw new Refusal('decisions.item_taken', {}, 'itemId');
			const organisations = await organisationsOf(tx, partnershipId);
			const beneficiaries = [...new Set(input.beneficiaries)];
			if (beneficiaries.some((id) => !organisations.some((each) => each.id === id)))
				throw notFound();
			const code = await nextCode(tx, partnershipId, meeting.id);
			const moves = standing.seats.some(({ voting, coOpted }) => voting || coOpted);
			const { motionId } = await lodgeMotion(tx, {
				partnershipId,
				meetingId: meeting.id,
				itemId: item.id,
				code,
				title,
				text,
				decisionClass,
				effect,
				...(moves && can(standing, 'decisions.propose') ? { moverPersonId: actor.personId } : {}),
				...(item.compartmentId === null ? {} : { compartmentId: item.compartmentId }),
				noticeGivenOn: isoDate(tx.now),
				beneficiaries,
			});
			const event: MotionMoved = {
				type: 'decisions.motion_moved',
				partnershipId,
				meetingId: meeting.id,
				itemId: item.id,
				motionId,
				act: 'give_notice',
				to: 'notice',
			};
			await tx.emit(event);
			return { code };
		},
		key,
	);
}

/** The next short name of a motion in a meeting: m4 after m3. The meeting is locked by the caller. */
export async function nextCode(tx: Tx, partnershipId: string, meetingId: string): Promise<string> {
	const numbers = (await motionsOfMeeting(tx, partnershipId, meetingId)).flatMap(({ code }) =>
		/^m\d{1,6}$/.test(code) ? Number(code.slice(1)) : [],
	);
	return `m${Math.max(0, ...numbers) + 1}`;
}

/** Words in one language at least, both within bounds; the field is that of the English ones. */
export function wordsFrom(typed: Text, field: 'title' | 'text', most: number): Text {
	const words: { en?: string; cy?: string } = {};
	for (const locale of ['en', 'cy'] as const) {
		const said = (typed[locale] ?? '').replaceAll('\r\n', '\n').trim();
		if (said.length > most)
			throw new Refusal('decisions.text_long', { most }, `${field}_${locale}`);
		if (said !== '') words[locale] = said;
	}
	if (words.en === undefined && words.cy === undefined)
		throw new Refusal(
			field === 'title' ? 'decisions.title_missing' : 'decisions.text_missing',
			{},
			`${field}_en`,
		);
	return words;
}
