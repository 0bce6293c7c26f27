import { isoDate } from '#domain/kernel/calendar.ts';
import type { Actor } from '#domain/kernel/actor.ts';
import type { Text } from '#domain/kernel/text.ts';
import type { Threshold } from '#domain/partnerships/constitution.ts';
import { can } from '#domain/partnerships/policy.ts';
import type { Standing } from '#domain/partnerships/standing.ts';
import { motionsOf } from '../decisions/motion-views.ts';
import { myVotes, type MyVote } from '../decisions/my-votes.ts';
import { openPollOf, pollForVoter } from '../decisions/views.ts';
import { attendingNow } from '../meetings/attendance-store.ts';
import { itemsOf, type MeetingItem } from '../meetings/item-store.ts';
import { meetingsOf, type ListedMeeting } from '../meetings/meeting-store.ts';
import { standingOf } from '../partnerships/store.ts';
import { myPart, type MyPart } from '../partnerships/views.ts';
import { reading, type Services } from '../platform/tx.ts';

/** The meeting at the top of a home page: the one that is on, else the next. */
export interface NextMeeting {
	readonly slug: string;
	readonly title: Text;
	readonly startsAt: Date;
	readonly endsAt: Date;
	readonly mode: 'in_person' | 'remote' | 'hybrid';
	readonly venue: Text;
	/** `draft`: no agenda is published yet. */
	readonly state: 'draft' | 'published' | 'in_session';
	readonly agendaVersion: number;
	/** Whole days of the hall's calendar until it; 0 is today, and less once the day is past. */
	readonly days: number;
}

/** One thing that waits for the reader at the next meeting. */
export type Waiting =
	| { readonly kind: 'vote'; readonly title: Text; readonly voted: boolean }
	| { readonly kind: 'check_in' }
	| { readonly kind: 'write_agenda' }
	| { readonly kind: 'read_papers' };

export interface LedItem {
	readonly id: string;
	readonly number: number;
	/** Null for an exempt item: its words are inside its compartment. */
	readonly title: Text | null;
	readonly minutes: number;
	readonly kind: string;
}

/** A motion that the next meeting is asked to decide, with the rule it will be counted by. */
export interface ToDecide {
	readonly motionId: string;
	readonly itemNumber: number | null;
	readonly title: Text;
	readonly threshold: Threshold | null;
}

export interface Home {
	readonly next: NextMeeting | null;
	/** Motions before the next meeting that the reader may see and that are not decided yet. */
	readonly motions: readonly ToDecide[];
	/** What the reader is here; null for a visitor. */
	readonly me:
		| (MyPart & {
				readonly votes: readonly MyVote[];
				readonly waiting: readonly Waiting[];
				readonly leads: readonly LedItem[];
		  })
		| null;
}

/** The home page of a partnership, for one of its people or for a visitor. */
export async function home(
	services: Pick<Services, 'db' | 'clock'>,
	partnershipId: string,
	actor: Actor | null,
): Promise<Home> {
	const found = await reading(services, async (tx) => {
		const open = (await meetingsOf(tx, partnershipId)).filter((meeting) => !meeting.over);
		const meeting = open.find(({ status }) => status === 'in_session') ?? open[0];
		return {
			meeting,
			me: actor && (await myPart(tx, actor)),
			items: meeting ? await itemsOf(tx, partnershipId, meeting.id) : [],
			standing: actor && meeting ? await standingOf(tx, actor, meeting.bodyId) : null,
			there: meeting ? await attendingNow(tx, meeting) : [],
		};
	});
	const waiting =
		actor && found.meeting && found.standing
			? [
					...(await openVote(services, found.meeting, actor)),
					...before(
						found.meeting,
						found.standing,
						found.there.some(({ personId }) => personId === actor.personId),
					),
				]
			: [];
	const motions = found.meeting
		? await motionsOf(services, { partnershipId, actor }, { meetingId: found.meeting.id })
		: [];
	return {
		motions: motions
			.filter(({ state }) => state === 'notice' || state === 'open')
			// One an item: a fund that is decided bid by bid is one thing to read.
			.filter(({ itemId }, at, all) => all.findIndex((each) => each.itemId === itemId) === at)
			.map((motion) => ({
				motionId: motion.motionId,
				itemNumber: found.items.find(({ id }) => id === motion.itemId)?.number ?? null,
				title: motion.title,
				threshold: motion.rule?.threshold ?? null,
			}))
			.sort((a, b) => (a.itemNumber ?? 0) - (b.itemNumber ?? 0)),
		next: found.meeting ? nextOf(found.meeting, services.clock.now()) : null,
		me: found.me && {
			...found.me,
			// The vote of the meeting that is on stands with the meeting.
			votes: actor
				? (await myVotes(services, actor)).filter(
						({ state, path }) =>
							state.is === 'to_attest' ||
							(state.is === 'not_sent' && path !== `/meetings/${found.meeting?.slug ?? ''}/live`),
					)
				: [],
			leads: actor ? ledBy(found.items, actor) : [],
			waiting,
		},
	};
}

function nextOf(meeting: ListedMeeting, now: Date): NextMeeting {
	const day = (at: Date) => Date.parse(`${isoDate(at)}T12:00:00Z`);
	return {
		slug: meeting.slug,
		title: meeting.title,
		startsAt: meeting.startsAt,
		endsAt: meeting.endsAt,
		mode: meeting.mode,
		venue: meeting.venue,
		state:
			meeting.status === 'in_session'
				? 'in_session'
				: meeting.agendaVersion === 0
					? 'draft'
					: 'published',
		agendaVersion: meeting.agendaVersion,
		days: Math.round((day(meeting.startsAt) - day(now)) / 86_400_000),
	};
}

function ledBy(items: readonly MeetingItem[], actor: Actor): LedItem[] {
	return items
		.filter((item) => item.leadPersonId === actor.personId)
		.map((item) => ({
			id: item.id,
			number: item.number,
			title: item.compartmentId === null ? item.title : null,
			minutes: item.minutes,
			kind: item.kind,
		}));
}

/** What somebody with a standing on the meeting's body is asked to do before it, or at it. */
function before(meeting: ListedMeeting, standing: Standing, there: boolean): Waiting[] {
	if (meeting.status === 'in_session')
		return !there && can(standing, 'meetings.check_in') ? [{ kind: 'check_in' }] : [];
	return [
		...(can(standing, 'meetings.edit_agenda') ? [{ kind: 'write_agenda' as const }] : []),
		...(meeting.agendaVersion > 0 ? [{ kind: 'read_papers' as const }] : []),
	];
}

async function openVote(
	services: Pick<Services, 'db'>,
	meeting: ListedMeeting,
	actor: Actor,
): Promise<Waiting[]> {
	const viewer = { partnershipId: actor.partnershipId, actor };
	const poll = await openPollOf(services, viewer, meeting.id);
	if (!poll) return [];
	const mine = await pollForVoter(services, actor, poll.pollId);
	return mine.seat ? [{ kind: 'vote', title: poll.title, voted: mine.ballot !== null }] : [];
}
