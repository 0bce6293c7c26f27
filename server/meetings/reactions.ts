import type { ActionAssigned } from '#domain/actions/events.ts';
import type { DomainEvent } from '#domain/kernel/event.ts';
import { textIn } from '#domain/kernel/text.ts';
import type {
	AttendanceChanged,
	InterestDeclared,
	BreakBegan,
	BreakEnded,
	ItemClosed,
	ItemDeferred,
	ItemOpened,
	MeetingEnded,
	MeetingStarted,
} from '#domain/meetings/events.ts';
import { minutesWords } from '#domain/meetings/minutes-words.ts';
import {
	hasAnchor,
	hasEvent,
	heading,
	insertInItem,
	insertOpening,
	leadLine,
	line,
} from '#domain/meetings/minutes.ydoc.ts';
import type * as Y from 'yjs';
import type { Reaction } from '../platform/outbox.ts';
import { reading, type Services } from '../platform/tx.ts';
import type { Relay } from '../relay/relay.ts';
import {
	enterApology,
	enterInRoll,
	inRollOrder,
	quorumOf,
	thereAt,
	writeAttendance,
} from './minutes-attendance.ts';
import { actionBlocks } from './minutes-actions.ts';
import {
	amendmentBlocks,
	consensusBlocks,
	declaredBlocks,
	movedBlocks,
	type MotionEvent,
} from './minutes-motions.ts';
import { questionBlocks, type QuestionEvent } from './minutes-questions.ts';
import { resultBlocks } from './minutes-result.ts';
import { minutedItem, minutedPoll, minutesFacts, type MinutesFacts } from './minutes-store.ts';

/** What the deciding part tells; only its ids are used here. */
interface PollEvent extends DomainEvent {
	readonly meetingId: string;
	readonly pollId: string;
	readonly itemId: string;
}

type Change = (doc: Y.Doc) => void;

/**
 * How the record begins the minutes: after each commit the outbox hands its event here, and what it tells is
 * written into the minutes' room, once for each event, as one edit. By event type; wired in app.ts.
 */
export function minutesReactions(
	services: Pick<Services, 'db'>,
	relay: Pick<Relay, 'edit'>,
): readonly (readonly [string, Reaction])[] {
	const on = <E extends DomainEvent & { meetingId: string }>(
		type: E['type'],
		write: (event: E, eventId: string, facts: MinutesFacts) => Promise<Change | null>,
	): readonly [string, Reaction] => [
		type,
		async (told, eventId) => {
			const event = told as E;
			// Asked outside a meeting: there are no minutes of it.
			if (typeof (event as { meetingId?: unknown }).meetingId !== 'string') return;
			const facts = await reading(services, (tx) =>
				minutesFacts(tx, event.partnershipId, event.meetingId),
			);
			const change = facts && (await write(event, eventId, facts));
			if (!change) return;
			await relay.edit(facts.meeting.minutesRoomId, (doc) => {
				if (!hasEvent(doc, eventId)) change(doc);
			});
		},
	];
	const item = (event: { partnershipId: string; itemId: string }) =>
		reading(services, (tx) => minutedItem(tx, event.partnershipId, event.itemId));
	const poll = (event: PollEvent) =>
		reading(services, (tx) => minutedPoll(tx, event.partnershipId, event.pollId));

	return [
		on<MeetingStarted>('meetings.started', (event, eventId, facts) =>
			Promise.resolve((doc) => writeStart(doc, event, eventId, facts)),
		),
		on<AttendanceChanged>('meetings.attendance_changed', (event, eventId, facts) =>
			Promise.resolve(
				facts.meeting.startedAt && ((doc) => writeAttendance(doc, event, eventId, facts)),
			),
		),
		on<ItemOpened>('meetings.item_opened', async (event, eventId, { locale }) => {
			const opened = await item(event);
			if (!opened) return null;
			const words = minutesWords(locale);
			const at = new Date(event.at);
			return (doc) => {
				if (hasAnchor(doc, `item/${event.itemId}`)) {
					insertInItem(doc, event.itemId, [line(eventId, words.itemAgain(at))]);
					return;
				}
				const { ground } = opened;
				const title = ground
					? words.exemptItem(opened.number)
					: words.item(opened.number, textIn(opened.title, locale).words);
				const blocks = [heading(eventId, 2, title, `item/${event.itemId}`)];
				if (ground) {
					const reason = textIn(ground.reason, locale).words;
					blocks.push(line(eventId, words.exemptStub(ground.schedule, ground.paragraph, reason)));
				}
				insertInItem(doc, null, [...blocks, line(eventId, words.itemStarted(at))]);
			};
		}),
		on<ItemClosed>('meetings.item_closed', (event, eventId, { locale }) =>
			Promise.resolve((doc) =>
				insertInItem(doc, event.itemId, [
					line(eventId, minutesWords(locale).itemClosed(new Date(event.at))),
				]),
			),
		),
		on<ItemDeferred>('meetings.item_deferred', async (event, eventId, { locale }) => {
			const deferred = await item(event);
			if (!deferred) return null;
			const words = minutesWords(locale);
			const said = line(eventId, words.itemDeferred(event.reason));
			return (doc) => {
				if (hasAnchor(doc, `item/${event.itemId}`)) {
					insertInItem(doc, event.itemId, [said]);
					return;
				}
				const title = deferred.ground
					? words.exemptItem(deferred.number)
					: words.item(deferred.number, textIn(deferred.title, locale).words);
				insertInItem(doc, null, [heading(eventId, 2, title, `item/${event.itemId}`), said]);
			};
		}),
		on<BreakBegan>('meetings.break_began', (event, eventId, { locale }) =>
			Promise.resolve((doc) =>
				insertInItem(doc, null, [
					line(eventId, minutesWords(locale).breakBegan(new Date(event.at))),
				]),
			),
		),
		on<BreakEnded>('meetings.break_ended', (event, eventId, { locale }) =>
			Promise.resolve((doc) =>
				insertInItem(doc, null, [
					line(eventId, minutesWords(locale).breakEnded(new Date(event.at))),
				]),
			),
		),
		on<MeetingEnded>('meetings.ended', (event, eventId, { locale }) =>
			Promise.resolve((doc) =>
				insertInItem(doc, null, [
					line(eventId, minutesWords(locale).ended(new Date(event.at)), 'end'),
				]),
			),
		),
		on<PollEvent>('decisions.poll_opened', async (event, eventId, { locale }) => {
			const opened = await poll(event);
			if (!opened || opened.exempt) return null;
			const words = minutesWords(locale);
			const { amendment } = opened;
			const blocks = [
				amendment
					? leadLine(
							eventId,
							words.amendment(amendment.number),
							textIn(amendment.text, locale).words,
						)
					: leadLine(eventId, words.motion, textIn(opened.motion, locale).words),
			];
			if (opened.mover && !amendment) blocks.push(line(eventId, words.movedBy(opened.mover)));
			if (opened.seconder && !amendment)
				blocks.push(line(eventId, words.secondedBy(opened.seconder)));
			blocks.push(line(eventId, words.voteOpened(opened.openedAt)));
			return (doc) => insertInItem(doc, opened.itemId, blocks);
		}),
		on<InterestDeclared>('meetings.interest_declared', async (event, eventId, { locale }) => {
			const blocks = await reading(services, (tx) => declaredBlocks(tx, event, eventId, locale));
			return blocks && ((doc) => insertInItem(doc, event.itemId, blocks));
		}),
		on<MotionEvent>('decisions.consensus_settled', async (event, eventId, { locale }) => {
			const blocks = await reading(services, (tx) => consensusBlocks(tx, event, eventId, locale));
			return blocks && ((doc) => insertInItem(doc, event.itemId, blocks));
		}),
		on<MotionEvent>('decisions.amendment_changed', async (event, eventId, { locale }) => {
			const blocks = await reading(services, (tx) => amendmentBlocks(tx, event, eventId, locale));
			return blocks && ((doc) => insertInItem(doc, event.itemId, blocks));
		}),
		on<MotionEvent>('decisions.motion_moved', async (event, eventId, { locale }) => {
			const blocks = await reading(services, (tx) => movedBlocks(tx, event, eventId, locale));
			return blocks && ((doc) => insertInItem(doc, event.itemId, blocks));
		}),
		on<QuestionEvent>('decisions.question_changed', async (event, eventId, { locale }) => {
			const blocks = await reading(services, (tx) => questionBlocks(tx, event, eventId, locale));
			return blocks && ((doc) => insertInItem(doc, event.itemId, blocks));
		}),
		on<ActionAssigned>('actions.assigned', async (event, eventId, { locale }) => {
			const blocks = await reading(services, (tx) => actionBlocks(tx, event, eventId, locale));
			return blocks && ((doc) => insertInItem(doc, event.itemId, blocks));
		}),
		on<PollEvent>('decisions.result_shown', async (event, eventId, { locale }) => {
			const shown = await poll(event);
			if (!shown?.result || shown.exempt) return null;
			const blocks = resultBlocks(eventId, shown, shown.result, locale);
			return (doc) => insertInItem(doc, shown.itemId, blocks);
		}),
	];
}

function writeStart(doc: Y.Doc, event: MeetingStarted, eventId: string, facts: MinutesFacts): void {
	const { meeting, locale } = facts;
	const words = minutesWords(locale);
	const at = new Date(event.at);
	const there = inRollOrder(facts, thereAt(facts, at));
	const blocks = [
		heading(eventId, 2, words.title(textIn(facts.bodyName, locale).words)),
		line(eventId, words.held(meeting.startsAt, textIn(meeting.venue, locale).words)),
		line(eventId, words.started(at)),
	];
	const presiding = presiderOf(
		facts,
		there.map((row) => row.personId),
		event.personId,
	);
	if (presiding) blocks.push(line(eventId, words.presided(presiding)));
	const found = quorumOf(facts, there);
	if (found) {
		const say = found.quorate ? words.quorate : words.notQuorate;
		blocks.push(line(eventId, say(found.present, found.seats, found.needed)));
	}
	blocks.push(heading(eventId, 3, words.present, 'present'));
	insertOpening(doc, blocks);
	for (const row of there) enterInRoll(doc, eventId, facts, row);
	for (const { personId } of facts.apologies)
		if (!there.some((row) => row.personId === personId))
			enterApology(doc, eventId, facts, personId);
}

/** The chair if there, else the vice-chair, else who started the meeting if they hold either office. */
function presiderOf(
	{ people }: MinutesFacts,
	there: readonly string[],
	startedBy: string,
): string | null {
	for (const office of ['chair', 'vice_chair'] as const)
		for (const personId of there)
			if (people.get(personId)?.office === office) return people.get(personId)?.name ?? null;
	const starter = people.get(startedBy);
	return starter?.office === 'chair' || starter?.office === 'vice_chair' ? starter.name : null;
}
