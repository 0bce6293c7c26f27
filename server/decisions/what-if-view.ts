import { whatIf, type WhatIf } from '#domain/decisions/what-if.ts';
import type { Text } from '#domain/kernel/text.ts';
import { boardOf } from '../partnerships/views.ts';
import { constitutionOf, sectorsOf, votingSeats } from '../partnerships/store.ts';
import { reading, type Services } from '../platform/tx.ts';

export interface WhatIfView {
	readonly version: string;
	readonly seats: readonly {
		readonly seatId: string;
		readonly organisation: Text;
		readonly holder: string | null;
		readonly where: 'here' | 'away' | 'left';
	}[];
	readonly sectors: readonly { readonly id: string; readonly name: Text }[];
	readonly organisations: Readonly<Record<string, Text>>;
	readonly found: WhatIf;
}

/** The board's rules worked through for the members picked as away and as having left for an interest; null without a board or rules. */
export async function whatIfView(
	services: Pick<Services, 'db'>,
	partnershipId: string,
	picked: { away: ReadonlySet<string>; left: ReadonlySet<string> },
): Promise<WhatIfView | null> {
	return reading(services, async (tx) => {
		const board = await boardOf(tx, partnershipId);
		const constitution = board && (await constitutionOf(tx, partnershipId, board.id));
		if (!constitution) return null;
		const seats = await votingSeats(tx, partnershipId, board.id);
		return {
			version: constitution.version,
			seats: seats.map((seat) => ({
				seatId: seat.seatId,
				organisation: seat.organisationName,
				holder: seat.holderName,
				where: picked.away.has(seat.seatId)
					? 'away'
					: picked.left.has(seat.seatId)
						? 'left'
						: 'here',
			})),
			sectors: await sectorsOf(tx, partnershipId),
			organisations: Object.fromEntries(
				seats.map((seat) => [seat.organisationCode, seat.organisationName]),
			),
			found: whatIf(
				constitution.rules,
				seats.map((seat) => ({ ...seat, personId: seat.holderId })),
				picked.away,
				picked.left,
			),
		};
	});
}
