import type { Json } from '#domain/kernel/canonical.ts';
import { project, type Audience } from '#domain/live/project.ts';
import type { MeetingRecord } from '#domain/live/record.ts';
import { topicNames, type ExemptTopics, type TopicName, type Topics } from '#domain/live/topics.ts';
import type { Meeting } from '#domain/meetings/meeting.ts';
import { meetingAnywhere } from '../meetings/meeting-store.ts';
import { reading, transact } from '../platform/tx.ts';
import type { PartServices } from '../relay/relay.ts';
import { advance, versionsOf, type Versions } from './counters.ts';
import { recordOf } from './store.ts';

/** Milliseconds within which changes of one meeting go out together. */
const coalesceMs = 50;
/** Milliseconds between two counts of a turnout. */
const turnoutMs = 1_000;
const retryMs = 1_000;

export interface LiveWriter {
	/** After a commit: these topics of the meeting differ from what is on the screens. */
	mark(meetingId: string, topics: readonly TopicName[]): void;
	/** After a commit: a ballot was cast. */
	markBallot(meetingId: string): void;
	/** Writes every topic into the rooms of the meeting that are open; what a room is filled by. */
	fill(meetingId: string): Promise<void>;
	/** Resolves when nothing is waiting to be written; for tests. */
	settled(): Promise<void>;
	close(): Promise<void>;
}

interface Pending {
	topics: Set<TopicName>;
	flushTimer: NodeJS.Timeout | undefined;
	turnoutTimer: NodeJS.Timeout | undefined;
	/** Flushes of one meeting follow each other, so that what was read first is written first. */
	chain: Promise<void>;
}

/** Keeps the live rooms of this process equal to `project(record)`, by reading the record again after each commit. */
export function createLiveWriter(services: PartServices): LiveWriter {
	const meetings = new Map<string, Pending>();
	let closed = false;

	function pendingOf(meetingId: string): Pending {
		let pending = meetings.get(meetingId);
		if (!pending) {
			pending = {
				topics: new Set(),
				flushTimer: undefined,
				turnoutTimer: undefined,
				chain: Promise.resolve(),
			};
			meetings.set(meetingId, pending);
		}
		return pending;
	}

	function schedule(meetingId: string, pending: Pending, ms: number): void {
		if (closed) return;
		pending.flushTimer ??= setTimeout(() => {
			pending.flushTimer = undefined;
			void inTurn(pending, () => flush(meetingId, pending));
		}, ms);
	}

	function inTurn(pending: Pending, work: () => Promise<void>): Promise<void> {
		const done = pending.chain.then(work);
		pending.chain = done.catch(() => undefined);
		return done;
	}

	async function flush(meetingId: string, pending: Pending): Promise<void> {
		const topics = [...pending.topics];
		pending.topics.clear();
		if (closed || topics.length === 0) return;
		try {
			await write(meetingId, topics);
		} catch (error) {
			services.log.error({ err: error, meeting: meetingId }, 'live topics');
			for (const topic of topics) pending.topics.add(topic);
			schedule(meetingId, pending, retryMs);
		}
	}

	async function write(meetingId: string, topics: readonly TopicName[]): Promise<void> {
		const read = await reading(services, async (tx) => {
			const meeting = await meetingAnywhere(tx, meetingId);
			if (!meeting) return undefined;
			const versions = await versionsOf(tx, meeting.partnershipId, meeting.id);
			return { meeting, versions, record: await recordOf(tx, meeting) };
		});
		if (read) writeRooms(services, read.meeting, read.record, read.versions, topics);
	}

	async function countTurnout(meetingId: string): Promise<void> {
		await transact(services, async (tx) => {
			const meeting = await meetingAnywhere(tx, meetingId);
			if (meeting) await advance(tx, meeting.partnershipId, meeting.id, ['turnout']);
		});
	}

	return {
		mark(meetingId, topics) {
			const pending = pendingOf(meetingId);
			for (const topic of topics) pending.topics.add(topic);
			schedule(meetingId, pending, coalesceMs);
		},
		markBallot(meetingId) {
			if (closed) return;
			const pending = pendingOf(meetingId);
			pending.turnoutTimer ??= setTimeout(() => {
				pending.turnoutTimer = undefined;
				void inTurn(pending, async () => {
					try {
						await countTurnout(meetingId);
						pending.topics.add('turnout');
						await flush(meetingId, pending);
					} catch (error) {
						services.log.error({ err: error, meeting: meetingId }, 'turnout');
						if (!closed) this.markBallot(meetingId);
					}
				});
			}, turnoutMs);
		},
		async fill(meetingId) {
			const pending = pendingOf(meetingId);
			await inTurn(pending, async () => {
				// Ballots may have come since the turnout was last counted, here or before a restart.
				await countTurnout(meetingId);
				await write(meetingId, topicNames);
			});
		},
		async settled() {
			for (const pending of meetings.values()) {
				while (pending.flushTimer || pending.turnoutTimer) {
					await new Promise((resolve) => setTimeout(resolve, 10));
				}
				await pending.chain;
			}
		},
		async close() {
			closed = true;
			for (const pending of meetings.values()) {
				clearTimeout(pending.flushTimer);
				clearTimeout(pending.turnoutTimer);
			}
			await Promise.all([...meetings.values()].map((pending) => pending.chain));
		},
	};
}

function writeRooms(
	{ relay }: PartServices,
	meeting: Meeting,
	record: MeetingRecord,
	versions: Versions,
	topics: readonly TopicName[],
): void {
	const rooms: { kind: string; id: string; audience: Audience }[] = [
		{ kind: 'live', id: meeting.id, audience: 'members' },
		{ kind: 'gallery', id: meeting.id, audience: 'gallery' },
		...record.items.flatMap((item) =>
			item.compartmentId === null
				? []
				: [
						{
							kind: 'exempt-live',
							id: item.id,
							audience: { compartment: item.compartmentId },
						},
					],
		),
	];
	for (const { kind, id, audience } of rooms) {
		if (!relay.isOpen(kind, id)) continue;
		const told: Partial<Topics> | ExemptTopics = project(record, audience);
		for (const topic of topics) {
			const value = (told as Partial<Topics>)[topic];
			if (value !== undefined)
				relay.writeTopic(kind, id, topic, versions[topic], value as unknown as Json);
		}
	}
}
