import type { Quorum } from '#domain/meetings/quorum.ts';
import * as m from '#lib/paraglide/messages.js';

/** The quorum in sentences: whether there is one, the seats, and each condition that is not met. */
export function quorumWords(
	quorum: Quorum,
	names: {
		sector: (id: string) => string;
		organisation: (code: string) => string;
	},
): { state: string; seats: string; missing: string[] } {
	return {
		state: quorum.quorate ? m.meetings_quorum_quorate() : m.meetings_quorum_not_quorate(),
		seats: m.meetings_quorum_seats({
			present: quorum.present,
			seats: quorum.seats,
			needed: quorum.needed,
		}),
		missing: quorum.missing.map((gap) => {
			switch (gap.kind) {
				case 'seats':
					return m.meetings_quorum_missing_seats({ count: gap.needed - gap.present });
				case 'organisations':
					return m.meetings_quorum_missing_organisations({ count: gap.needed - gap.present });
				case 'sector':
					return m.meetings_quorum_missing_sector({
						sector: names.sector(gap.sectorId),
						present: gap.present,
						needed: gap.needed,
					});
				case 'organisation':
					return m.meetings_quorum_missing_organisation({
						organisation: names.organisation(gap.organisationCode),
					});
			}
		}),
	};
}
