import type { ResultView } from '#domain/decisions/shown.ts';
import { itemsOf } from '../meetings/item-store.ts';
import { meetingById } from '../meetings/meeting-store.ts';
import { sectorsOf } from '../partnerships/store.ts';
import { reading, type Reading, type Services } from '../platform/tx.ts';
import { maySee } from './access.ts';
import { ballotsOf } from './ballot-store.ts';
import { pollById, type Poll } from './poll-store.ts';
import { urnRecordOf } from './urn-store.ts';
import { namedFor, rollOf } from './roll-store.ts';
import { briefOf, type Viewer } from './views.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The result of a poll that has been shown; undefined before that, for callers that have checked who looks. */
export async function resultOf(tx: Reading, poll: Poll): Promise<ResultView | undefined> {
	if (poll.state.state !== 'shown' || !poll.result) return undefined;
	const meeting = await meetingById(tx, poll.partnershipId, poll.meetingId);
	if (!meeting) return undefined;
	const items = await itemsOf(tx, poll.partnershipId, poll.meetingId);
	const item = items.find(({ id }) => id === poll.itemId);
	const ballots = new Map((await ballotsOf(tx, poll)).map((each) => [each.seatId, each]));
	return {
		poll: await briefOf(tx, poll),
		meeting: { slug: meeting.slug, title: meeting.title, startsAt: meeting.startsAt },
		item: item ? { number: item.number, title: item.title } : null,
		result: poll.result,
		sectors: (await sectorsOf(tx, poll.partnershipId)).map(({ id, name }) => ({ id, name })),
		votes: (await rollOf(tx, poll)).map((seat) => ({
			seatId: seat.seatId,
			sectorId: seat.sectorId,
			organisation: seat.organisationName,
			...namedFor(seat),
			present: seat.present,
			mode: seat.mode,
			choice: ballots.get(seat.seatId)?.choice ?? null,
			channel: ballots.get(seat.seatId)?.channel ?? null,
		})),
		manifest: poll.manifest,
		manifestHash: poll.manifestHash,
		urn: (await urnRecordOf(tx, poll)) ?? null,
	};
}

/** The result page's view. Undefined alike before the result is shown, for an unknown poll, and for one exempt to the viewer. */
export async function resultView(
	services: Pick<Services, 'db'>,
	viewer: Viewer,
	pollId: string,
): Promise<ResultView | undefined> {
	// The id comes from an address: what is no id at all is not found either.
	if (!uuid.test(pollId)) return undefined;
	return reading(services, async (tx) => {
		const poll = await pollById(tx, viewer.partnershipId, pollId);
		return poll && (await maySee(tx, viewer.actor, poll)) ? resultOf(tx, poll) : undefined;
	});
}
