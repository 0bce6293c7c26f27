import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { closeCode, codesParam, newestKey, roomName, syncPath } from '#domain/relay/protocol.ts';
import { topicNames, type TopicName } from '#domain/live/topics.ts';

export interface Listener {
	/** A topic of the room has reached this version. */
	topic(name: TopicName, version: number): void;
	/** Whether the room is heard. */
	heard(yes: boolean): void;
	/** The server closed for good, with this code. */
	closed(code: number): void;
}

/** After a change of rights one comes back once, to be let in under the new ones (ms). */
const secondKnock = 300;

/** Listens in the meeting's live room: what changed is fetched as a page, the room only says when. */
export function listenAt(meetingId: string, listener: Listener): void {
	const doc = new Y.Doc();
	const provider = new WebsocketProvider(
		`${location.origin.replace(/^http/, 'ws')}${syncPath}`,
		roomName('live', meetingId),
		doc,
		{ disableBc: true, params: { [codesParam]: '1' } },
	);
	let knockedAgain = false;
	let over = false;
	provider.on('sync', (synced) => {
		if (synced) knockedAgain = false;
		listener.heard(synced);
	});
	provider.on('connection-close', () => listener.heard(false));
	provider.on('closed', ({ code }) => {
		if (code === closeCode.rightChanged && !knockedAgain) {
			knockedAgain = true;
			setTimeout(() => provider.connect(), secondKnock);
			return;
		}
		over = true;
		listener.closed(code);
	});
	for (const name of topicNames) {
		const topic = doc.getMap(name);
		topic.observe(() => {
			const newest = newestKey(topic.keys());
			if (newest !== undefined) listener.topic(name, Number(newest));
		});
	}
	// A lost network is noticed by sockets only after half a minute: a new attempt tells at once.
	addEventListener('offline', () => {
		if (over) return;
		provider.disconnect();
		provider.connect();
	});
}
