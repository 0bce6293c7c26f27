import { countedSeats } from '../meetings/attendance.ts';
import { quorum } from '../meetings/quorum.ts';
import type { MeetingRecord, RecordPresent } from './record.ts';
import type { AttendanceTopic, Present } from './topics.ts';

/** Who is there and whether it makes a quorum. The public is told the counts, not the names. */
export function attendanceTopic(
	record: MeetingRecord,
	audience: 'members' | 'gallery',
): AttendanceTopic {
	const attending = record.present.map((each) => ({ ...each, mode: each.where }));
	const counted = new Set(countedSeats(attending, record.remote));
	const inSeats = record.present.filter((each) => each.seatId !== null && counted.has(each.seatId));
	const inRoom = inSeats.filter((each) => each.where === 'in_person').length;
	return {
		quorum: quorum(
			record.quorum,
			record.seats,
			counted,
			inSeats.flatMap((each) =>
				each.seatId && record.recused.includes(each.personId) ? [each.seatId] : [],
			),
		),
		inRoom,
		remote: inSeats.length - inRoom,
		sectorNames: Object.fromEntries(record.sectors.map(({ id, name }) => [id, name])),
		organisationNames: Object.fromEntries(
			record.seats.flatMap(({ organisationCode, organisationName }) =>
				organisationCode === null ? [] : [[organisationCode, organisationName]],
			),
		),
		present: audience === 'gallery' ? [] : record.present.map((each) => present(each, record)),
	};
}

function present(each: RecordPresent, record: MeetingRecord): Present {
	const seat = record.seats.find((one) => one.seatId === each.seatId);
	return {
		personId: each.personId,
		name: each.name,
		where: each.where,
		arrivedAt: each.arrivedAt,
		seatId: each.seatId,
		organisation: seat?.organisationName ?? each.coOpted ?? null,
		sitsFor: each.asDeputy ? (seat?.holderName ?? null) : null,
		asDeputy: each.asDeputy,
	};
}
