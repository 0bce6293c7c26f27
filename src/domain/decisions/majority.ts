import { atLeast, moreThan, ratio } from '../kernel/ratio.ts';
import type { Rules, Threshold } from '../partnerships/constitution.ts';
import type { Ballot } from './ballot.ts';
import { handsIn, type Hands } from './hands.ts';
import type { PaperSum } from './paper-totals.ts';
import { inUnits } from './weights.ts';
import type {
	Counts,
	MotionResult,
	SectorLine,
	SectorTest,
	Step,
	ThresholdTest,
	TieSettled,
} from './result.ts';

/** A seat of the roll as it was frozen when the poll opened. */
export interface RollSeat {
	readonly seatId: string;
	/** Null for a co-opted member without one: counted over all seats, and in no sector. */
	readonly sectorId: string | null;
	readonly present: boolean;
	/** What its vote weighs, such as "3/2"; 1 where absent. */
	readonly weight?: string;
}

export interface MotionCount {
	readonly roll: readonly RollSeat[];
	/** One sector, one vote: what most of its votes say is its vote. Absent where everybody on the roll has their own. */
	readonly basis?: 'sector';
	readonly ballots: readonly Ballot[];
	/** A show of hands as totals, of seats there without a ballot; only where no sector and no weight is looked at. */
	readonly hands?: Hands;
	/** Papers of a secret vote that are among the ballots, to be told; spoiled ones are no votes. */
	readonly paper?: PaperSum;
	readonly threshold: Threshold;
	readonly tie: Rules['tie'];
	/** Ids of the sectors in the order in which they are shown; those without a seat on the roll are left out. */
	readonly sectors: readonly string[];
	/** What the chair's casting vote was, once given. */
	readonly castingVote?: 'for' | 'against';
	/** The seed of a lot, hexadecimal: drawn when the poll closes, and recorded. */
	readonly lotSeed?: string;
}

/**
 * Counts a motion: exact, total, in whole votes or whole parts of one. Threshold, base and sector majority are those of the
 * constitution (domain research §1.4); a sector's majority is more for than against among its votes cast.
 * The chair's casting vote or a lot settles the test over all seats, never a sector's.
 * Refuses (RangeError) more hands than seats there without a ballot, a ballot of a seat that is not on the roll as present, and two of one seat.
 */
export function countMotion(input: MotionCount): MotionResult {
	const { roll, threshold } = input;
	const choiceOf = choicesBySeat(input);
	const { per, units } = inUnits(roll.map((seat) => seat.weight ?? '1'));
	const unitsOf = new Map(roll.map((seat, at) => [seat.seatId, units[at] as number]));
	const own = withHands(countsOf(roll, choiceOf, unitsOf), input);
	const counts = input.basis === 'sector' ? bySector(input, choiceOf, unitsOf) : own;
	const ballots = input.ballots.length + (input.hands ? handsIn(input.hands) : 0);
	const present = roll.filter((seat) => seat.present).length;
	const test = thresholdTest(counts, threshold);
	const one = input.basis === 'sector' ? 1 : per;
	const tie = settle(input, counts, test, one);
	const sectors = sectorTest(input, choiceOf, unitsOf);
	const passed = (test.met || tie?.goes === 'for') && (sectors === null || sectors.met);
	const outcome = passed ? 'carried' : 'not_carried';

	const steps: Step[] = [
		{ step: 'roll', present, seats: roll.length },
		{
			step: 'ballots',
			ballots,
			for: counts.for,
			against: counts.against,
			abstained: counts.abstained,
			presentNotVoting: counts.presentNotVoting,
		},
		...(input.hands ? [{ step: 'hands', ...input.hands } as const] : []),
		...(input.paper ? [{ step: 'paper', ...input.paper } as const] : []),
		{ step: 'base', baseKind: test.baseKind, base: test.base },
		{
			step: 'threshold',
			share: test.share,
			atLeast: test.atLeast,
			base: test.base,
			for: test.for,
			needed: test.needed,
			met: test.met,
		},
	];
	if (tie) steps.push({ step: 'tie', ...tie });
	if (sectors) {
		for (const { sectorId, for: votes, cast, met } of sectors.lines)
			steps.push({ step: 'sector', sectorId, for: votes, cast, met });
		const { reached, needed, lines, met } = sectors;
		steps.push({ step: 'sectors', reached, needed, of: lines.length, met });
	}
	steps.push({ step: 'outcome', outcome });

	return {
		method: 'motion',
		seats: roll.length,
		present,
		...(one > 1 ? { per: one } : {}),
		...(input.hands ? { hands: input.hands } : {}),
		...(input.paper ? { paper: input.paper } : {}),
		counts,
		threshold: test,
		sectors,
		tie,
		outcome,
		steps,
	};
}

/** Hands are votes of seats that are there and have none: they go over from those. */
function withHands(counts: Counts, { basis, threshold, roll, hands }: MotionCount): Counts {
	if (!hands) return counts;
	const total = handsIn(hands);
	if (basis === 'sector' || threshold.sectorMajority !== 'none')
		throw new RangeError('hands without names where sectors are looked at');
	if (new Set(roll.map(({ weight }) => weight ?? '1')).size > 1)
		throw new RangeError('hands without names where votes weigh differently');
	if (total > counts.presentNotVoting) throw new RangeError('more hands than seats without a vote');
	return {
		for: counts.for + hands.for,
		against: counts.against + hands.against,
		abstained: counts.abstained + hands.abstained,
		presentNotVoting: counts.presentNotVoting - total,
		absent: counts.absent,
	};
}

type ChoiceOf = ReadonlyMap<string, Ballot['choice']>;

function choicesBySeat({ roll, ballots }: MotionCount): ChoiceOf {
	const there = new Set(roll.filter((seat) => seat.present).map((seat) => seat.seatId));
	const found = new Map<string, Ballot['choice']>();
	for (const ballot of ballots) {
		if (!there.has(ballot.seatId)) throw new RangeError('a ballot of a seat that is not there');
		if (found.has(ballot.seatId)) throw new RangeError('two ballots of one seat');
		found.set(ballot.seatId, ballot.choice);
	}
	return found;
}

type UnitsOf = ReadonlyMap<string, number>;

function countsOf(seats: readonly RollSeat[], choiceOf: ChoiceOf, unitsOf: UnitsOf): Counts {
	const counts = { for: 0, against: 0, abstained: 0, presentNotVoting: 0, absent: 0 };
	for (const seat of seats) {
		const choice = choiceOf.get(seat.seatId);
		const units = unitsOf.get(seat.seatId) ?? 1;
		switch (choice) {
			case 'for':
			case 'against':
				counts[choice] += units;
				break;
			case 'abstain':
				counts.abstained += units;
				break;
			case undefined:
				counts[seat.present ? 'presentNotVoting' : 'absent'] += units;
				break;
			default:
				choice satisfies never;
		}
	}
	return counts;
}

/** One vote a sector that has seats: for or against as more of its votes say, abstaining when they are equal. */
function bySector(input: MotionCount, choiceOf: ChoiceOf, unitsOf: UnitsOf): Counts {
	const voices = { for: 0, against: 0, abstained: 0, presentNotVoting: 0, absent: 0 };
	for (const sectorId of new Set(input.roll.flatMap((seat) => seat.sectorId ?? []))) {
		const seats = input.roll.filter((seat) => seat.sectorId === sectorId);
		const counts = countsOf(seats, choiceOf, unitsOf);
		if (counts.for > counts.against) voices.for++;
		else if (counts.against > counts.for) voices.against++;
		else if (counts.for + counts.abstained > 0) voices.abstained++;
		else if (counts.presentNotVoting > 0) voices.presentNotVoting++;
		else voices.absent++;
	}
	return voices;
}

/** How many votes the share is taken of. */
function baseOf(kind: Threshold['base'], counts: Counts): number {
	const present = counts.for + counts.against + counts.abstained + counts.presentNotVoting;
	switch (kind) {
		case 'for_and_against':
			return counts.for + counts.against;
		case 'cast':
			return counts.for + counts.against + counts.abstained;
		case 'present':
			return present;
		case 'entitled':
			return present + counts.absent;
	}
}

/** Votes needed of `base`; never none, so that a motion without a vote for it does not carry. */
function neededOf(threshold: Pick<Threshold, 'share' | 'atLeast'>, base: number): number {
	const share = ratio(threshold.share);
	return Math.max(1, threshold.atLeast ? atLeast(share, base) : moreThan(share, base));
}

function thresholdTest(counts: Counts, threshold: Threshold): ThresholdTest {
	const base = baseOf(threshold.base, counts);
	const needed = neededOf(threshold, base);
	return {
		share: threshold.share,
		atLeast: threshold.atLeast,
		baseKind: threshold.base,
		base,
		for: counts.for,
		needed,
		met: counts.for >= needed,
	};
}

/** A tie is equal votes, some of them, that one more vote for the motion would decide. */
function settle(
	input: MotionCount,
	counts: Counts,
	test: ThresholdTest,
	one: number,
): TieSettled | null {
	if (test.met || counts.for === 0 || counts.for !== counts.against) return null;
	const more = test.baseKind === 'for_and_against' || test.baseKind === 'cast' ? one : 0;
	if (counts.for + one < neededOf(input.threshold, test.base + more)) return null;
	const tie = { rule: input.tie, votes: counts.for, seed: null };
	switch (input.tie) {
		case 'falls':
		case 'defer':
			return { ...tie, goes: 'against' };
		case 'casting_vote_of_chair':
			return { ...tie, goes: input.castingVote ?? null };
		case 'lot': {
			const seed = input.lotSeed;
			if (seed === undefined || !/^[0-9a-f]+$/.test(seed))
				throw new RangeError('a tie that goes to a lot needs its seed');
			return { ...tie, seed, goes: parseInt(seed.charAt(0), 16) % 2 === 0 ? 'for' : 'against' };
		}
	}
}

function sectorTest(input: MotionCount, choiceOf: ChoiceOf, unitsOf: UnitsOf): SectorTest | null {
	const required = input.threshold.sectorMajority;
	if (required === 'none') return null;
	const lines = input.sectors.flatMap((sectorId): SectorLine[] => {
		const seats = input.roll.filter((seat) => seat.sectorId === sectorId);
		if (seats.length === 0) return [];
		const counts = countsOf(seats, choiceOf, unitsOf);
		return [
			{
				sectorId,
				seats: seats.length,
				...counts,
				cast: counts.for + counts.against,
				met: counts.for > counts.against,
			},
		];
	});
	const needed = required === 'all' ? lines.length : required;
	const reached = lines.filter((line) => line.met).length;
	return { required, needed, reached, lines, met: reached >= needed };
}
