import { csvOf } from '../kernel/csv.ts';
import type { Manifest } from './poll.ts';
import type { SeatVote } from './shown.ts';

/**
 * The roll with each seat's vote as CSV (RFC 4180), in the order of the manifest: seat id, organisation and sector by
 * their codes (none for a co-opted member), name, present (yes or no), vote (empty where none was given), and who carried it where it was given by proxy. A cell that a spreadsheet would
 * take for a formula is marked as text by an apostrophe.
 */
export function ballotsCsv(manifest: Manifest, votes: readonly SeatVote[]): string {
	const bySeat = new Map(votes.map((vote) => [vote.seatId, vote]));
	const rows = manifest.roll.map((seat) => {
		const vote = bySeat.get(seat.seatId);
		return [
			seat.seatId,
			seat.organisation ?? '',
			seat.sector ?? '',
			seat.present ? (vote?.name ?? '') : '',
			seat.present ? 'yes' : 'no',
			vote?.choice ?? '',
			vote?.byProxy ?? '',
		];
	});
	const head = ['seat', 'organisation', 'sector', 'name', 'present', 'vote', 'by proxy'];
	return csvOf([head, ...rows]);
}
