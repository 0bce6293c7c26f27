import { whatIf, type WhatIf } from '#domain/decisions/what-if.ts';
import type { Text } from '#domain/kernel/text.ts';
import { boardOf } from '../partnerships/views.ts';
import { constitutionOf, sectorsOf, votingSeats } from '../partnerships/store.ts';
import type { Rules } from '#domain/partnerships/constitution.ts';
import { reading, type Services } from '../platform/tx.ts';
import { draftToSee } from './rules-to-decision.ts';
import type { Viewer } from './views.ts';

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
	/** By the rules in force; null for a body that has none yet. */
	readonly found: WhatIf | null;
	/** By the draft beside them, where one is looked at. */
	readonly draft: {
		readonly draftId: string;
		readonly version: string;
		readonly found: WhatIf;
	} | null;
}

/**
 * The board's rules worked through for the members picked as away and as having left for an interest; with a draft, its body's
 * rules in force and beside them the draft's. Null without a board or rules, and for a draft that the viewer may not see.
 */
export async function whatIfView(
	services: Pick<Services, 'db'>,
	viewer: Viewer,
	picked: { away: ReadonlySet<string>; left: ReadonlySet<string>; draftId: string | null },
): Promise<WhatIfView | null> {
	return reading(services, async (tx) => {
		const { partnershipId } = viewer;
		const draft = picked.draftId === null ? null : await draftToSee(tx, viewer, picked.draftId);
		if (draft === undefined) return null;
		const bodyId = draft?.bodyId ?? (await boardOf(tx, partnershipId))?.id;
		const constitution = bodyId && (await constitutionOf(tx, partnershipId, bodyId));
		if (!bodyId || (!constitution && !draft)) return null;
		const seatsBy = (rules: Rules) => votingSeats(tx, partnershipId, bodyId, rules);
		const now = constitution ? await seatsBy(constitution.rules) : [];
		const next = draft ? await seatsBy(draft.rules) : [];
		// A draft that gives co-opted members a vote, or takes it, has other seats than the rules in force.
		const seats = [...new Map([...now, ...next].map((seat) => [seat.seatId, seat])).values()].sort(
			(a, b) => a.position - b.position,
		);
		const work = (rules: Rules, own: typeof seats) =>
			whatIf(
				rules,
				own.map((seat) => ({ ...seat, personId: seat.holderId })),
				picked.away,
				picked.left,
			);
		return {
			version: (constitution && constitution.version) || '',
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
				seats.flatMap(({ organisationCode, organisationName }) =>
					organisationCode === null ? [] : [[organisationCode, organisationName]],
				),
			),
			found: constitution ? work(constitution.rules, now) : null,
			draft: draft
				? { draftId: draft.id, version: draft.version, found: work(draft.rules, next) }
				: null,
		};
	});
}
