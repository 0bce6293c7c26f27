import { readBallotFile } from './ballot-file.ts';
import { readBlt } from './blt.ts';
import type { Count } from './count.ts';
import { instantRunoff } from './irv.ts';
import { countMarks } from './marked-count.ts';
import { meek } from './meek.ts';
import type { Profile } from './profile.ts';
import { schulze } from './schulze.ts';
import { scottishStv } from './scottish-stv.ts';
import type { Lot } from './tie.ts';

/** Methods that count rankings. */
export const rankedMethods: Readonly<
	Record<RankedMethod, (profile: Profile, lot: Lot | null) => Count>
> = {
	'scottish-stv': scottishStv,
	meek,
	irv: instantRunoff,
	schulze,
};
export type RankedMethod = 'scottish-stv' | 'meek' | 'irv' | 'schulze';

/** Every method of the `count` command. */
export const methods = [
	'scottish-stv',
	'meek',
	'irv',
	'schulze',
	'approval',
	'score',
	'majority',
] as const;
export type Method = (typeof methods)[number];

/**
 * Counts a file of ballots: BLT for ranked methods, the project's own export for the others. `seats` goes before what
 * the file says; an instant run-off fills one seat whatever the file says. Throws `BadLine` and `LotNeeded`.
 */
export function countFile(
	text: string,
	method: Method,
	seats: number | null,
	lot: Lot | null,
): Count {
	switch (method) {
		case 'scottish-stv':
		case 'meek':
		case 'irv':
		case 'schulze': {
			const file = readBlt(text);
			return rankedMethods[method](
				{ ...file, seats: method === 'irv' ? 1 : (seats ?? file.seats) },
				lot,
			);
		}
		case 'approval':
		case 'score':
		case 'majority': {
			const file = readBallotFile(text, method);
			return countMarks({ ...file, seats: seats ?? file.seats }, lot);
		}
	}
}
