import { Refusal } from '../kernel/refusal.ts';
import type { Rules } from './constitution.ts';
import { quorumNeeded } from './quorum-needed.ts';

/** The voting seats of a body, as far as a rule can ask for them. */
export interface SeatKind {
	/** Null for a co-opted member, as is the sector of one who belongs to none. */
	readonly organisationCode: string | null;
	readonly sectorCode: string | null;
}

/** Fewer than three electors in a class that is counted apart, and a unanimous class says how each of them voted. */
export const smallestSecretClass = 3;

/**
 * Rules that nobody could ever meet, with every seat of the body filled and every vote in favour: the reasons as refusals,
 * each about one rule (`field`). A body without a voting seat yet is not judged.
 */
export function neverMet(rules: Rules, seats: readonly SeatKind[]): Refusal[] {
	if (seats.length === 0) return [];
	const found: Refusal[] = [];
	const { quorum } = rules;
	const organisations = new Set(seats.flatMap((seat) => seat.organisationCode ?? []));
	const inSector = new Map<string, number>();
	for (const { sectorCode } of seats)
		if (sectorCode !== null) inSector.set(sectorCode, (inSector.get(sectorCode) ?? 0) + 1);

	const needed = quorumNeeded(quorum, seats.length);
	if (needed > seats.length)
		found.push(
			new Refusal('partnerships.never_seats', { needed, seats: seats.length }, 'quorum.minPresent'),
		);
	if ((quorum.minOrganisations ?? 0) > organisations.size)
		found.push(
			new Refusal(
				'partnerships.never_organisations',
				{ needed: quorum.minOrganisations ?? 0, organisations: organisations.size },
				'quorum.minOrganisations',
			),
		);
	for (const [sector, there] of inSector)
		if ((quorum.minPerSector ?? 0) > there)
			found.push(
				new Refusal(
					'partnerships.never_sector',
					{ sector, needed: quorum.minPerSector ?? 0, seats: there },
					'quorum.minPerSector',
				),
			);
	for (const [sector, least] of Object.entries(quorum.sectorMinimums))
		if (least > (inSector.get(sector) ?? 0))
			found.push(
				new Refusal(
					'partnerships.never_sector',
					{ sector, needed: least, seats: inSector.get(sector) ?? 0 },
					'quorum.sectorMinimums',
				),
			);
	for (const sector of quorum.allOfSectors)
		if (!inSector.has(sector))
			found.push(new Refusal('partnerships.never_sector_empty', { sector }, 'quorum.allOfSectors'));
	for (const organisation of quorum.requiredOrganisations)
		if (!organisations.has(organisation))
			found.push(
				new Refusal(
					'partnerships.never_organisation',
					{ organisation },
					'quorum.requiredOrganisations',
				),
			);

	let bySector = false;
	for (const [name, threshold] of Object.entries(rules.thresholds)) {
		if (threshold.sectorMajority === 'none') continue;
		bySector = true;
		if (threshold.sectorMajority !== 'all' && threshold.sectorMajority > inSector.size)
			found.push(
				new Refusal(
					'partnerships.too_many_sectors',
					{ sectors: inSector.size },
					`thresholds.${name}`,
				),
			);
	}
	if (rules.ballot === 'secret')
		for (const [of, electors] of secretClasses(rules, seats, bySector))
			if (electors < smallestSecretClass)
				found.push(
					new Refusal(
						'partnerships.secret_class_small',
						{ class: of, electors, least: smallestSecretClass },
						'ballot',
					),
				);
	return found;
}

/** The classes a secret ballot is counted in: by sector where the rules ask for sectors, and by weight. */
function secretClasses(
	rules: Pick<Rules, 'voteBasis' | 'weights'>,
	seats: readonly SeatKind[],
	bySector: boolean,
): Map<string, number> {
	const voices =
		rules.voteBasis === 'organisation'
			? [...new Map(seats.map((seat) => [seat.organisationCode ?? seat, seat])).values()]
			: seats;
	const classes = new Map<string, number>();
	for (const { organisationCode, sectorCode } of voices) {
		const of = [
			(bySector || rules.voteBasis === 'sector' ? sectorCode : null) ?? '',
			(organisationCode !== null && rules.weights[organisationCode]) || '',
		]
			.filter((part) => part !== '')
			.join(', ');
		classes.set(of, (classes.get(of) ?? 0) + 1);
	}
	return classes;
}
