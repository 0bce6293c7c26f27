import * as Y from 'yjs';
import { newestKey, roomName } from '#domain/relay/protocol.ts';
import { topicNames, type TopicName } from '#domain/live/topics.ts';
import { Line } from '#lib/relay/line.ts';

export interface Listener {
	/** A topic of the room has reached this version. */
	topic(name: TopicName, version: number): void;
	/** Whether the room is heard. */
	heard(yes: boolean): void;
	/** The server closed for good, with this code. */
	closed(code: number): void;
}

/**
 * Listens in a live room of the meeting: what changed is fetched as a page, the room only says when. Returns how to stop.
 */
export function listenAt(
	kind: 'live' | 'gallery',
	meetingId: string,
	listener: Listener,
): () => void {
	const doc = new Y.Doc();
	const line = new Line(roomName(kind, meetingId), null, doc, {
		synced: () => listener.heard(true),
		cut: () => listener.heard(false),
		closed(code) {
			line.close();
			listener.closed(code);
		},
	});
	for (const name of topicNames) {
		const topic = doc.getMap(name);
		topic.observe(() => {
			const newest = newestKey(topic.keys());
			if (newest !== undefined) listener.topic(name, Number(newest));
		});
	}
	line.open();
	return () => {
		line.close();
		doc.destroy();
	};
}
