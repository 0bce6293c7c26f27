import { createHash } from 'node:crypto';
import type { Actor } from '#domain/kernel/actor.ts';
import { notFound } from '#domain/kernel/refusal.ts';
import type { Text } from '#domain/kernel/text.ts';
import { project } from '#domain/live/project.ts';
import type { MeetingRecord } from '#domain/live/record.ts';
import type { Told } from '#domain/live/told.ts';
import type { Meeting } from '#domain/meetings/meeting.ts';
import { can } from '#domain/partnerships/policy.ts';
import type { Standing } from '#domain/partnerships/standing.ts';
import { sql } from 'kysely';
import { mayEnter } from '../compartments/views.ts';
import { meetingBySlug, meetingsByCode } from '../meetings/meeting-store.ts';
import { isPublic } from '../meetings/public.ts';
import { peopleIn, personIn } from '../partnerships/person-store.ts';
import { coOptedName } from '#domain/partnerships/co-option.ts';
import { actorOf, standingOf, votingSeats } from '../partnerships/store.ts';
import { reading, type Reading, type Services } from '../platform/tx.ts';
import { versionsOf, type Versions } from './counters.ts';
import { recordOf } from './store.ts';

/** What of a meeting's page is asked for: the address, who asks, and whether as the public whoever they are. */
export interface Asking {
	readonly partnershipId: string;
	readonly slug: string;
	readonly actor: Actor | null;
	readonly asPublic?: boolean;
}

/** Who the reader is at this meeting. */
export interface Me {
	readonly personId: string;
	readonly name: string;
	readonly can: {
		readonly run: boolean;
		readonly callSpeaker: boolean;
		readonly runPoll: boolean;
		readonly cast: boolean;
		readonly recordAttendance: boolean;
		readonly recordBallot: boolean;
		readonly raiseHand: boolean;
		readonly checkIn: boolean;
		readonly editMinutes: boolean;
	};
	/** Chair or vice-chair: gives a casting vote. */
	readonly presides: boolean;
	/** The seats they hold, and those they are the named deputy for. */
	readonly seats: readonly MySeat[];
}

export interface MySeat {
	readonly seatId: string;
	readonly as: 'representative' | 'deputy';
	readonly organisation: Text;
	/** Whose seat it is. */
	readonly holder: string | null;
	/** The seat is theirs as a co-opted member, with a vote or without, as `organisation` says. */
	readonly coOpted?: true;
}

export interface Followed {
	readonly meeting: Meeting;
	readonly told: Told;
	/** Null for the public. */
	readonly me: Me | null;
}

/**
 * A meeting as the asker may follow it: members by their standing on its body, anyone else as the public.
 * Refuses as not found a meeting that is not there, not public yet, or closed to the public.
 */
export async function followed(services: Services, asking: Asking): Promise<Followed> {
	return reading(services, async (tx) => {
		const { meeting, standing } = await entry(tx, asking);
		const versions = await versionsOf(tx, meeting.partnershipId, meeting.id);
		const record = await recordOf(tx, meeting);
		return {
			meeting,
			told: await toldFrom(tx, { meeting, record, versions, standing, asking }),
			me: standing && asking.actor ? await meOf(tx, meeting, asking.actor, standing) : null,
		};
	});
}

/** The same for a fetch, or null when the asker's copy (`etag`, as given before) is still right. */
export async function followedSince(
	services: Services,
	asking: Asking,
	etag: string | null,
	epoch: string,
): Promise<{ etag: string; told: Told | null }> {
	return reading(services, async (tx) => {
		const { meeting, standing } = await entry(tx, asking);
		const versions = await versionsOf(tx, meeting.partnershipId, meeting.id);
		const exempt = standing && asking.actor ? await openExempt(tx, meeting, asking.actor) : null;
		const current = etagOf(epoch, versions, standing ? 'members' : 'gallery', exempt);
		if (current === etag) return { etag: current, told: null };
		const record = await recordOf(tx, meeting);
		return {
			etag: current,
			told: await toldFrom(tx, { meeting, record, versions, standing, asking }),
		};
	});
}

async function entry(
	tx: Reading,
	{ partnershipId, slug, actor, asPublic }: Asking,
): Promise<{ meeting: Meeting; standing: Standing | null }> {
	const meeting = await meetingBySlug(tx, partnershipId, slug);
	if (!meeting) throw notFound();
	return entryTo(tx, meeting, asPublic ? null : actor);
}

async function entryTo(
	tx: Reading,
	meeting: Meeting,
	actor: Actor | null,
): Promise<{ meeting: Meeting; standing: Standing | null }> {
	const standing = actor && (await standingOf(tx, actor, meeting.bodyId));
	if (can(standing, 'live.follow')) return { meeting, standing };
	if (!(await isPublic(tx, meeting))) throw notFound();
	return { meeting, standing: null };
}

/** Where the short address with this code leads somebody with this account (null: a visitor). Refuses as not found what `followed` would. */
export async function meetingByCode(
	services: Pick<Services, 'db'>,
	code: string,
	accountId: string | null,
): Promise<{ partnershipSlug: string; slug: string }> {
	return reading(services, async (tx) => {
		const [found] = await meetingsByCode(tx, code);
		if (!found) throw notFound();
		const { partnershipId } = found.meeting;
		const actor = accountId ? ((await actorOf(tx, accountId, partnershipId)) ?? null) : null;
		await entryTo(tx, found.meeting, actor);
		return { partnershipSlug: found.partnershipSlug, slug: found.meeting.slug };
	});
}

async function toldFrom(
	tx: Reading,
	from: {
		meeting: Meeting;
		record: MeetingRecord;
		versions: Versions;
		standing: Standing | null;
		asking: Asking;
	},
): Promise<Told> {
	const { meeting, record, versions, standing, asking } = from;
	const audience = standing ? 'members' : 'gallery';
	const open = record.items.find((item) => item.state === 'open');
	const compartment = open?.compartmentId ?? null;
	const inside =
		standing && asking.actor && compartment !== null
			? await mayEnter(tx, asking.actor, compartment)
			: false;
	const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(tx.db);
	return {
		now: rows[0]?.now.getTime() ?? 0,
		meetingId: meeting.id,
		audience,
		versions,
		topics: project(record, audience),
		exempt:
			open && inside && compartment !== null
				? { itemId: open.id, topics: project(record, { compartment }) }
				: null,
	};
}

/** The open item's id where it is exempt and this person may know it. */
async function openExempt(tx: Reading, meeting: Meeting, actor: Actor): Promise<string | null> {
	const row = await tx.db
		.selectFrom('agenda_item')
		.select(['id', 'compartment_id'])
		.where('partnership_id', '=', meeting.partnershipId)
		.where('meeting_id', '=', meeting.id)
		.where('state', '=', 'open')
		.where('compartment_id', 'is not', null)
		.executeTakeFirst();
	if (!row || row.compartment_id === null) return null;
	return (await mayEnter(tx, actor, row.compartment_id)) ? row.id : null;
}

function etagOf(
	epoch: string,
	versions: Versions,
	audience: string,
	exemptItemId: string | null,
): string {
	const text = JSON.stringify([epoch, versions, audience, exemptItemId]);
	return `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
}

async function meOf(tx: Reading, meeting: Meeting, actor: Actor, standing: Standing): Promise<Me> {
	const name = (await personIn(tx, actor))?.name ?? '';
	const seats = await votingSeats(tx, meeting.partnershipId, meeting.bodyId);
	return {
		personId: actor.personId,
		name,
		can: {
			run: can(standing, 'meetings.run'),
			callSpeaker: can(standing, 'meetings.call_speaker'),
			runPoll: can(standing, 'decisions.run_poll'),
			cast: can(standing, 'decisions.cast'),
			recordAttendance: can(standing, 'meetings.record_attendance'),
			recordBallot: can(standing, 'decisions.record_ballot'),
			raiseHand: can(standing, 'meetings.raise_hand'),
			checkIn: can(standing, 'meetings.check_in'),
			editMinutes: can(standing, 'meetings.edit_minutes'),
		},
		presides: standing.roles.some((role) => role === 'chair' || role === 'vice_chair'),
		seats: standing.seats.flatMap(({ seatId, as, voting, coOpted }) => {
			const seat = seats.find((each) => each.seatId === seatId);
			if (coOpted)
				return [{ seatId, as, organisation: coOptedName(voting), holder: name, coOpted }];
			return seat
				? [{ seatId, as, organisation: seat.organisationName, holder: seat.holderName }]
				: [];
		}),
	};
}

/** The meeting at this address, for an act on it. Refuses as not found. */
export async function meetingHere(
	services: Pick<Services, 'db'>,
	partnershipId: string,
	slug: string,
): Promise<Meeting> {
	const meeting = await reading(services, (tx) => meetingBySlug(tx, partnershipId, slug));
	if (!meeting) throw notFound();
	return meeting;
}

export interface PersonLine {
	readonly personId: string;
	readonly name: string;
}

/** Everybody of the partnership, in its order: whose arrival or hand the clerk may record. */
export async function peopleToRecord(
	services: Pick<Services, 'db'>,
	partnershipId: string,
): Promise<PersonLine[]> {
	return reading(services, async (tx) =>
		(await peopleIn(tx, partnershipId)).map(({ id, name }) => ({ personId: id, name })),
	);
}
