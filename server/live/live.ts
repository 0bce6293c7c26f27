import type { Handler } from '../platform/tx.ts';
import type { PartServices } from '../relay/relay.ts';
import { advance } from './counters.ts';
import { liveKinds } from './gates.ts';
import { touchedBy } from './topics.ts';
import { createLiveWriter, type LiveWriter } from './writer.ts';

export interface Live {
	/** Wired for '*': advances the counters of the topics an event touches, and tells the writer after commit. */
	readonly handler: Handler;
	readonly writer: LiveWriter;
	/** Differs in each process: turnouts may have changed uncounted between two. */
	readonly epoch: string;
	close(): Promise<void>;
}

/** The live part: its room kinds join the relay's, its handler is for app.ts to wire. */
export function createLive(services: PartServices): Live {
	const writer = createLiveWriter(services);
	for (const [name, kind] of Object.entries(liveKinds(services, writer)))
		services.relay.kinds.set(name, kind);
	return {
		writer,
		epoch: services.ids.uuid(),
		async handler(tx, event) {
			const touched = touchedBy(event);
			if (!touched) return;
			await advance(tx, event.partnershipId, touched.meetingId, touched.topics);
			tx.afterCommit(() => {
				if (touched.ballot) writer.markBallot(touched.meetingId);
				else writer.mark(touched.meetingId, touched.topics);
			});
		},
		close: () => writer.close(),
	};
}
