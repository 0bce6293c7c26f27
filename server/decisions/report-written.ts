import type { DomainEvent } from '#domain/kernel/event.ts';
import { isoDate } from '#domain/kernel/calendar.ts';
import type { WrittenSettled } from '#domain/decisions/events.ts';
import { reportItem } from '#domain/decisions/written-words.ts';
import { addItem, itemMap } from '#domain/meetings/agenda.ydoc.ts';
import type { MeetingSetUp } from '#domain/meetings/events.ts';
import { lockMeeting, meetingById, meetingsOf } from '../meetings/meeting-store.ts';
import { keyBetween } from '../meetings/order-key.ts';
import { draftOfProcedure, setDraft } from '../partnerships/rules-draft-store.ts';
import type { Reaction } from '../platform/outbox.ts';
import { transact, type Reading, type Services, type Tx } from '../platform/tx.ts';
import type { Relay } from '../relay/relay.ts';
import { decisionsOf } from './decision-store.ts';
import { lodgeMotion } from './lodge-motion.ts';
import { nextCode } from './put-down-motion.ts';
import { procedureById, proceduresOf, putReported, type Procedure } from './written-store.ts';

/** The next meeting of the body whose agenda is still a draft: what is published is not changed by the machine. */
async function nextAgenda(
	tx: Reading,
	partnershipId: string,
	bodyId: string,
): Promise<string | undefined> {
	const open = (await meetingsOf(tx, partnershipId)).filter(({ over }) => !over);
	return open.find((meeting) => meeting.bodyId === bodyId && meeting.status === 'draft')?.id;
}

/** Whether it belongs on the next agenda: what is called to a meeting always, else where the rules report it. */
const isReported = ({ state, result, manifest }: Procedure): boolean =>
	state === 'settled' &&
	result?.outcome !== 'void' &&
	(result?.outcome === 'to_meeting' || manifest.rule.reported);

/**
 * Gives a settled procedure its place on an agenda, once; one that was called to a meeting is put down there as a motion, so
 * that it can be decided.
 */
async function place(tx: Tx, procedure: Procedure, meetingId: string): Promise<void> {
	const { partnershipId } = procedure;
	if (!(await lockMeeting(tx, partnershipId, meetingId))) return;
	const itemId = tx.uuid();
	if (!(await putReported(tx, procedure, { meetingId, itemId }))) return;
	if (procedure.result?.outcome !== 'to_meeting') return;
	const { motionId } = await lodgeMotion(tx, {
		partnershipId,
		meetingId,
		itemId,
		code: await nextCode(tx, partnershipId, meetingId),
		title: procedure.title,
		text: procedure.text,
		decisionClass: procedure.decisionClass,
		effect: procedure.effect,
		noticeGivenOn: isoDate(tx.now),
	});
	// Rules that were put in writing are decided by that motion then.
	const draft = await draftOfProcedure(tx, partnershipId, procedure.id);
	if (draft) await setDraft(tx, { partnershipId, id: draft.id }, { motionId });
}

/** Writes decisions taken in writing into the draft of their body's next agenda: when they are settled, and when it is set up. */
export function reportReactions(
	services: Services,
	relay: Pick<Relay, 'edit'>,
): readonly (readonly [string, Reaction])[] {
	/** Places what is still to be reported and answers everything that stands in the agenda, so that a second run repairs the first. */
	const placed = (event: DomainEvent, bodyOf: (tx: Reading) => Promise<string | undefined>) =>
		transact(services, async (tx) => {
			const { partnershipId } = event;
			const bodyId = await bodyOf(tx);
			const meetingId = bodyId && (await nextAgenda(tx, partnershipId, bodyId));
			const meeting = meetingId && (await meetingById(tx, partnershipId, meetingId));
			if (!meeting) return null;
			for (const procedure of await proceduresOf(tx, partnershipId))
				if (procedure.bodyId === bodyId && isReported(procedure) && !procedure.reported)
					await place(tx, procedure, meeting.id);
			const there = (await proceduresOf(tx, partnershipId)).filter(
				({ reported }) => reported?.meetingId === meeting.id,
			);
			const decisions = await decisionsOf(tx, partnershipId);
			return {
				roomId: meeting.agendaRoomId,
				items: there.reverse().map((procedure) => ({
					id: procedure.reported?.itemId ?? '',
					toDecide: procedure.result?.outcome === 'to_meeting',
					words: itemWords(
						procedure,
						decisions.find(({ procedureId }) => procedureId === procedure.id)?.number ?? null,
					),
				})),
			};
		});
	const write = async (found: Awaited<ReturnType<typeof placed>>) => {
		if (!found || found.items.length === 0) return;
		await relay.edit(found.roomId, (doc) => {
			for (const { id, toDecide, words } of found.items) {
				const kind = toDecide ? ('decision' as const) : ('information' as const);
				const minutes = toDecide ? 10 : 2;
				if (!itemMap(doc, id)) addItem(doc, { id, kind, minutes, ...words }, keyBetween);
			}
		});
	};
	return [
		[
			'decisions.written_settled',
			async (told) => {
				const event = told as WrittenSettled;
				await write(
					await placed(
						event,
						async (tx) => (await procedureById(tx, event.partnershipId, event.procedureId))?.bodyId,
					),
				);
			},
		],
		[
			'meetings.set_up',
			async (told) => {
				const event = told as MeetingSetUp;
				await write(
					await placed(
						event,
						async (tx) => (await meetingById(tx, event.partnershipId, event.meetingId))?.bodyId,
					),
				);
			},
		],
	];
}

function itemWords({ title, settledAt, result }: Procedure, number: string | null) {
	if (!settledAt || !result) throw new Error('a procedure on an agenda before it is settled');
	return { ...reportItem({ title, settledAt, result }, number), askedTo: [], lead: null };
}
