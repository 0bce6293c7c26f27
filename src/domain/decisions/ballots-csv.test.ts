import { expect, test } from 'vitest';
import { ballotsCsv } from './ballots-csv.ts';
import type { Manifest } from './poll.ts';
import type { SeatVote } from './shown.ts';

test('a line a seat; quotes are doubled, and no cell is a formula', () => {
	const seat = (seatId: string, present: boolean) => ({
		seatId,
		sectorId: 's',
		organisation: 'lbc',
		sector: 'statutory',
		person: null,
		mode: null,
		asDeputy: false,
		present,
	});
	const vote = (seatId: string, name: string, choice: SeatVote['choice']) =>
		({ seatId, name, choice, byProxy: seatId === '2' ? 'Dee' : null }) as SeatVote;
	const manifest = { roll: [seat('1', true), seat('2', true), seat('3', false)] } as unknown;
	expect(
		ballotsCsv(manifest as Manifest, [
			vote('1', '=HYPERLINK("x"), Ann', 'for'),
			vote('2', 'Bob', null),
			vote('3', 'Cy', null),
		]),
	).toBe(
		'seat,organisation,sector,name,present,vote,by proxy\r\n' +
			'1,lbc,statutory,"\'=HYPERLINK(""x""), Ann",yes,for,\r\n' +
			'2,lbc,statutory,Bob,yes,,Dee\r\n' +
			'3,lbc,statutory,,no,,\r\n',
	);
});
