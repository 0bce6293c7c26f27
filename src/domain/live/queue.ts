import { queueOf, type RaisedHand } from '../meetings/queue.ts';
import type { Audience } from './project.ts';
import type { MeetingRecord, RecordSpeaker } from './record.ts';
import type { QueueTopic, SpeakerLine } from './topics.ts';

/** Who speaks and who waits, next first. The public is given names and places, no ids of people. */
export function queueTopic(
	speakers: readonly RecordSpeaker[],
	record: MeetingRecord,
	audience: Audience,
): QueueTopic {
	const openId = record.items.find((item) => item.state === 'open')?.id ?? null;
	const byId = new Map(speakers.map((speaker) => [speaker.id, speaker]));
	const queue = queueOf(speakers.map(asHand), openId);
	const line = (hand: RaisedHand): SpeakerLine => {
		const speaker = byId.get(hand.id) as RecordSpeaker;
		return {
			id: speaker.id,
			personId: audience === 'gallery' ? null : speaker.personId,
			name: speaker.name,
			where: record.present.find((each) => each.personId === speaker.personId)?.where ?? null,
			raisedAt: speaker.raisedAt,
			calledAt: speaker.calledAt,
			heard: queue.heard.has(speaker.personId),
		};
	};
	return {
		speaking: queue.speaking ? line(queue.speaking) : null,
		waiting: queue.waiting.map(line),
	};
}

function asHand(speaker: RecordSpeaker): RaisedHand {
	return {
		id: speaker.id,
		personId: speaker.personId,
		itemId: speaker.itemId,
		raisedAt: new Date(speaker.raisedAt),
		calledAt: speaker.calledAt === null ? null : new Date(speaker.calledAt),
		finishedAt: speaker.finishedAt === null ? null : new Date(speaker.finishedAt),
	};
}
