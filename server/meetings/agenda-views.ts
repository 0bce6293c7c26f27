import type { Actor } from '#domain/kernel/actor.ts';
import { clearWorkingDays, type BankHoliday } from '#domain/kernel/bank-holidays.ts';
import { isoDate } from '#domain/kernel/calendar.ts';
import type { Text } from '#domain/kernel/text.ts';
import type {
	DraftProblem,
	ItemWords,
	PublishedAgenda,
	PublishedItem,
} from '#domain/meetings/agenda.ts';
import { agendaChanges, type AgendaChange } from '#domain/meetings/changes.ts';
import type { Meeting } from '#domain/meetings/meeting.ts';
import { outBy, questionsUntil } from '#domain/meetings/notice.ts';
import type { RunningItem } from '#domain/meetings/run.ts';
import { runningTimes } from '#domain/meetings/schedule.ts';
import { can } from '#domain/partnerships/policy.ts';
import { mayEnter } from '../compartments/views.ts';
import { namesIn } from '../partnerships/person-store.ts';
import { closuresOf } from '../partnerships/closed-days.ts';
import { bodyName, constitutionOf, standingOf } from '../partnerships/store.ts';
import { reading, type Reading, type Services } from '../platform/tx.ts';
import {
	draftOf,
	drainAgenda,
	rewordedInside,
	shownHash,
	type AgendaServices,
} from './agenda-commands.ts';
import { changesOfMeeting, type MeetingChange } from './change-store.ts';
import { exemptItems, exemptWordsOf } from './exempt-store.ts';
import { itemsOf } from './item-store.ts';
import { type ListedMeeting, meetingBySlug, meetingsOf } from './meeting-store.ts';
import { agendaOf, type VersionLine, versionsOf } from './version-store.ts';
import { isPublic } from './public.ts';

/** Where a reader stands: the partnership of the address, and who they are there. */
export interface Reader {
	readonly partnershipId: string;
	readonly actor: Actor | null;
}

/** What the reader may do with this meeting; pages show buttons by it, commands decide again. */
export interface MayDo {
	readonly member: boolean;
	readonly readDraft: boolean;
	readonly edit: boolean;
	readonly publish: boolean;
	readonly setUp: boolean;
	readonly makeExempt: boolean;
	readonly run: boolean;
	readonly record: boolean;
}

/** A meeting as the head of its pages shows it. */
export interface MeetingHead extends Omit<
	Meeting,
	| 'partnershipId'
	| 'minutesRoomId'
	| 'agendaRoomId'
	| 'startedAt'
	| 'endedAt'
	| 'breakUntil'
	| 'roomShows'
> {
	readonly bodyName: Text;
}

/** An item as a page shows it. `words` is null for an exempt item that the reader may not see. */
export interface ShownItem extends Pick<
	PublishedItem,
	'id' | 'number' | 'kind' | 'minutes' | 'ground'
> {
	readonly startsAt: Date;
	readonly words: (Omit<ItemWords, 'lead'> & { readonly lead: string | null }) | null;
	readonly state: RunningItem['state'];
}

interface Place {
	readonly meeting: Meeting;
	readonly head: MeetingHead;
	readonly may: MayDo;
}

/** The meeting at the address with what the reader may do; undefined when there is none for this reader. */
async function placeOf(tx: Reading, reader: Reader, slug: string): Promise<Place | undefined> {
	const meeting = await meetingBySlug(tx, reader.partnershipId, slug);
	if (!meeting) return undefined;
	const standing = reader.actor && (await standingOf(tx, reader.actor, meeting.bodyId));
	const may: MayDo = {
		member: can(standing, 'live.follow'),
		readDraft: can(standing, 'meetings.read_draft'),
		edit: can(standing, 'meetings.edit_agenda') && meeting.status !== 'ended',
		publish: can(standing, 'meetings.publish_agenda') && meeting.status !== 'ended',
		setUp: can(standing, 'meetings.set_up'),
		makeExempt: can(standing, 'meetings.make_exempt') && meeting.status !== 'ended',
		run: can(standing, 'meetings.run'),
		record: can(standing, 'meetings.record_attendance'),
	};
	if (!may.readDraft && !(await isPublic(tx, meeting))) return undefined;
	const head: MeetingHead = {
		id: meeting.id,
		bodyId: meeting.bodyId,
		bodyName: await bodyName(tx, reader.partnershipId, meeting.bodyId),
		slug: meeting.slug,
		title: meeting.title,
		startsAt: meeting.startsAt,
		endsAt: meeting.endsAt,
		mode: meeting.mode,
		venue: meeting.venue,
		access: meeting.access,
		status: meeting.status,
		cancelledAt: meeting.cancelledAt,
		agendaVersion: meeting.agendaVersion,
	};
	return { meeting, head, may };
}

/** The meetings the reader may know of: next ones first to last, past ones newest first. */
export async function meetingList(
	services: Services,
	reader: Reader,
): Promise<{ next: ListedMeeting[]; past: ListedMeeting[] }> {
	return reading(services, async (tx) => {
		const seen: ListedMeeting[] = [];
		const bodies = new Map<string, { draft: boolean; published: boolean }>();
		for (const meeting of await meetingsOf(tx, reader.partnershipId)) {
			let rights = bodies.get(meeting.bodyId);
			if (!rights) {
				const standing = reader.actor && (await standingOf(tx, reader.actor, meeting.bodyId));
				const draft = can(standing, 'meetings.read_draft');
				const rules = (await constitutionOf(tx, reader.partnershipId, meeting.bodyId))?.rules;
				rights = { draft, published: draft || rules?.public.access !== 'closed' };
				bodies.set(meeting.bodyId, rights);
			}
			if (meeting.status === 'draft' ? rights.draft : rights.published) seen.push(meeting);
		}
		return {
			next: seen.filter(({ over }) => !over),
			past: seen.filter(({ over }) => over).reverse(),
		};
	});
}

/** The published agenda as the reader may see it; `agenda` is null while there is only a draft. */
export async function agendaPage(
	services: AgendaServices,
	reader: Reader,
	slug: string,
	version?: number,
): Promise<
	| {
			meeting: MeetingHead;
			may: MayDo;
			agenda: { version: number; items: ShownItem[] } | null;
			versions: VersionLine[];
			/** The draft differs from the version in force; only told to those who may publish it. */
			unpublished: boolean;
			/** Whether a member who cannot come may give their vote to another. */
			takesProxies: boolean;
			/** What became of it when or after it was called, the newest first. */
			meetingChanges: MeetingChange[];
			/** Until when questions from the public are taken, by the rules; null where they set no time or take none. */
			questionsUntil: Date | null;
			/** Whether the reader may move or cancel it. */
			mayChange: boolean;
	  }
	| undefined
> {
	return reading(services, async (tx) => {
		const place = await placeOf(tx, reader, slug);
		if (!place) return undefined;
		const { meeting, head, may } = place;
		const { partnershipId } = reader;
		const rules = (await constitutionOf(tx, partnershipId, meeting.bodyId))?.rules;
		const wanted = version ?? meeting.agendaVersion;
		const content = await agendaOf(tx, partnershipId, meeting.id, wanted);
		if (!content && version !== undefined) return undefined;
		return {
			meeting: head,
			may,
			agenda: content
				? {
						version: wanted,
						items: await shownItems(tx, reader, meeting, content, {
							version: wanted,
							// Moved since, the version in force runs from the new time.
							startsAt: version === undefined ? meeting.startsAt : new Date(content.startsAt),
						}),
					}
				: null,
			versions: await versionsOf(tx, partnershipId, meeting.id),
			unpublished:
				content !== undefined && may.publish && (await changesOf(services, tx, meeting)).changed,
			takesProxies: rules?.proxies.allowed ?? false,
			meetingChanges: await changesOfMeeting(tx, meeting),
			questionsUntil:
				rules?.public.questions && meeting.status !== 'ended'
					? questionsUntil(
							rules.public.questionDeadline,
							meeting.startsAt,
							await closuresOf(tx, partnershipId),
						)
					: null,
			mayChange: may.setUp && (meeting.status === 'draft' || meeting.status === 'published'),
		};
	});
}

async function shownItems(
	tx: Reading,
	reader: Reader,
	meeting: Meeting,
	content: PublishedAgenda,
	{ version, startsAt }: { version: number; startsAt: Date },
): Promise<ShownItem[]> {
	const { partnershipId } = reader;
	const names = await namesIn(tx, partnershipId);
	const states = new Map(
		(await itemsOf(tx, partnershipId, meeting.id)).map(({ id, state }) => [id, state]),
	);
	const times = runningTimes(startsAt, content.items);
	const shown: ShownItem[] = [];
	for (const [index, item] of content.items.entries()) {
		const { id, number, kind, minutes, ground } = item;
		const words = ground ? await wordsInside(tx, reader, ground.compartment, version) : item;
		shown.push({
			id,
			number,
			kind,
			minutes,
			ground,
			startsAt: times[index]?.startsAt ?? meeting.startsAt,
			words: words && named(words, names),
			state: states.get(id) ?? 'waiting',
		});
	}
	return shown;
}

async function wordsInside(
	tx: Reading,
	reader: Reader,
	compartmentId: string,
	version: number,
): Promise<ItemWords | null> {
	if (!(await mayEnter(tx, reader.actor, compartmentId))) return null;
	return (await exemptWordsOf(tx, reader.partnershipId, compartmentId, version)) ?? null;
}

/** The words with the leader's name in place of the id. */
function named(words: ItemWords, names: ReadonlyMap<string, string>): ItemWords {
	const { title, summary, askedTo, lead } = words;
	return { title, summary, askedTo, lead: lead === null ? null : (names.get(lead) ?? null) };
}

/** The draft as it stands in the log: what the edit page shows before (or without) its script. */
export async function draftPage(
	services: AgendaServices,
	reader: Reader,
	slug: string,
): Promise<
	| {
			meeting: MeetingHead;
			may: MayDo;
			roomId: string;
			items: ShownItem[];
			/** Rooms of exempt items the reader may enter, by item. */
			exemptRooms: Record<string, string>;
			/** Who can lead an item: everybody of the partnership, in its order. */
			people: { id: string; name: string }[];
			maxSummaryWords: number | null;
	  }
	| undefined
> {
	return reading(services, async (tx) => {
		const place = await placeOf(tx, reader, slug);
		if (!place?.may.readDraft) return undefined;
		const { meeting, head, may } = place;
		const { partnershipId } = reader;
		const { frozen } = await draftOf(tx, meeting, (roomId) => services.relay.read(tx, roomId));
		const names = await namesIn(tx, partnershipId);
		const states = new Map(
			(await itemsOf(tx, partnershipId, meeting.id)).map(({ id, state }) => [id, state]),
		);
		const inside = new Map(frozen.exempt.map(({ itemId, words }) => [itemId, words]));
		const exemptRooms: Record<string, string> = {};
		for (const { itemId, roomId, ground } of await exemptItems(tx, partnershipId, meeting.id))
			if (await mayEnter(tx, reader.actor, ground.compartment)) exemptRooms[itemId] = roomId;
			else inside.delete(itemId);
		const times = runningTimes(meeting.startsAt, frozen.agenda.items);
		const items = frozen.agenda.items.map((item, index): ShownItem => {
			const { id, number, kind, minutes, ground } = item;
			const words = ground ? inside.get(id) : item;
			return {
				id,
				number,
				kind,
				minutes,
				ground,
				startsAt: times[index]?.startsAt ?? meeting.startsAt,
				words: words ? named(words, names) : null,
				state: states.get(id) ?? 'waiting',
			};
		});
		const rules = (await constitutionOf(tx, partnershipId, meeting.bodyId))?.rules;
		return {
			meeting: head,
			may,
			roomId: meeting.agendaRoomId,
			items,
			exemptRooms,
			people: [...names].map(([id, name]) => ({ id, name })),
			maxSummaryWords: rules?.papers.maxSummaryWords ?? null,
		};
	});
}

/** What publishing now would do: the next version against the one in force, and the hash for the form. */
export async function publishPage(
	services: AgendaServices,
	reader: Reader,
	slug: string,
): Promise<
	| {
			meeting: MeetingHead;
			may: MayDo;
			changes: readonly AgendaChange[];
			changed: boolean;
			items: number;
			problems: readonly (DraftProblem & { readonly number: number | null })[];
			shownHash: string;
			/** The number the next version will have. */
			version: number;
			/** Planned end of the last item. */
			endsAt: Date;
			/** The notice that the rules ask for; null where they ask for none, and once a version is out. */
			notice: Notice | null;
	  }
	| undefined
> {
	const before = await reading(services, (tx) => placeOf(tx, reader, slug));
	if (!before?.may.readDraft) return undefined;
	await drainAgenda(services, reader.partnershipId, before.meeting);
	return reading(services, async (tx) => {
		const place = await placeOf(tx, reader, slug);
		if (!place) return undefined;
		const { meeting, head, may } = place;
		const { changes, changed, draft, frozen } = await changesOf(services, tx, meeting);
		const number = new Map(frozen.agenda.items.map((item) => [item.id, item.number]));
		return {
			meeting: head,
			may,
			changes,
			changed,
			items: frozen.agenda.items.length,
			problems: draft.problems.map((problem) => ({
				...problem,
				number: problem.itemId === null ? null : (number.get(problem.itemId) ?? null),
			})),
			shownHash: shownHash(frozen),
			version: meeting.agendaVersion + 1,
			endsAt:
				runningTimes(meeting.startsAt, frozen.agenda.items).at(-1)?.endsAt ?? meeting.startsAt,
			notice:
				meeting.agendaVersion === 0 ? await noticeOf(tx, meeting, services.clock.now()) : null,
		};
	});
}

/** The notice that the rules ask for before a meeting, by today's date. */
export interface Notice {
	/** Clear working days. */
	readonly days: number;
	/** ISO date: the last day to publish. */
	readonly by: string;
	readonly skipped: readonly BankHoliday[];
	/** Clear working days that are left, once that day is over; null before. */
	readonly left: number | null;
}

async function noticeOf(tx: Reading, meeting: Meeting, now: Date): Promise<Notice | null> {
	const { partnershipId, bodyId, startsAt } = meeting;
	const days = (await constitutionOf(tx, partnershipId, bodyId))?.rules.notice.clearWorkingDays;
	const off = await closuresOf(tx, partnershipId);
	const found = outBy(days ?? 0, startsAt, off);
	if (!days || !found) return null;
	const today = isoDate(now);
	const left = today > found.date ? clearWorkingDays(off, today, isoDate(startsAt)) : null;
	return { days, by: found.date, skipped: found.skipped, left };
}

async function changesOf(services: AgendaServices, tx: Reading, meeting: Meeting) {
	const { draft, frozen } = await draftOf(tx, meeting, (roomId) => services.relay.read(tx, roomId));
	const before = await agendaOf(tx, meeting.partnershipId, meeting.id, meeting.agendaVersion);
	const changes = before
		? agendaChanges(before, frozen.agenda, await rewordedInside(tx, meeting, frozen.exempt))
		: [];
	const changed =
		!before || changes.length > 0 || before.startsAt !== meeting.startsAt.toISOString();
	return { draft, frozen, changes, changed };
}
