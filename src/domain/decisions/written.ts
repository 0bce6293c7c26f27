import { Refusal } from '../kernel/refusal.ts';
import type { Text } from '../kernel/text.ts';
import { quorum, type Quorum } from '../meetings/quorum.ts';
import type { InterestKind } from '../partnerships/interest-kinds.ts';
import type { DecisionClass, QuorumRule, Rules } from '../partnerships/constitution.ts';
import type { Ballot } from './ballot.ts';
import { countMotion, type RollSeat } from './majority.ts';
import type { DecisionEffect, Manifest } from './poll.ts';
import { awaitsCastingVote, type MotionResult } from './result.ts';

export type Silence = Rules['writtenProcedure']['silence'];

/** How an answer came: by the member's own hand, or told to the clerk who entered it. */
export const toldChannels = ['telephone', 'letter'] as const;
export type WrittenChannel = 'own_device' | (typeof toldChannels)[number];

/** A seat that is asked; people and organisations by their codes. */
export interface WrittenSeat extends RollSeat {
	/** Null for a co-opted member. */
	readonly organisation: string | null;
	readonly sector: string | null;
	readonly person: string | null;
}

/** What is fixed when a motion is put in writing. Its canonical JSON is hashed (SHA-256). */
export interface WrittenManifest {
	readonly form: 'moothall-written/1';
	readonly procedureId: string;
	/** Present where nobody is ever to know how each seat answered; a recorded one says nothing here. */
	readonly ballot?: 'secret';
	/** The key that secret ballots are sealed to, and how (as a motion's). */
	readonly urn?: Manifest['urn'];
	/** ISO 8601, UTC, by the database's clock. */
	readonly openedAt: string;
	readonly deadline: string;
	readonly motion: {
		readonly title: Text;
		readonly text: Text;
		readonly effect: DecisionEffect;
	};
	readonly rule: Manifest['rule'] & {
		readonly decisionClass: DecisionClass;
		readonly quorum: QuorumRule;
		readonly silence: Silence;
		/** So many members call the matter to a meeting; 0 where nobody may. */
		readonly objectors: number;
		readonly reported: boolean;
	};
	readonly sectors: readonly { readonly id: string; readonly code: string }[];
	readonly roll: readonly WrittenSeat[];
	/** Every voting seat of the body, with the seat of the roll that answers for it: what a quorum is taken of. */
	readonly seats: readonly {
		readonly seatId: string;
		/** Null for a co-opted member. */
		readonly organisation: string | null;
		readonly sectorId: string | null;
		readonly sector: string | null;
		readonly voice: string | null;
	}[];
	/** Seats whose organisations it benefits, and so are not asked. */
	readonly recused: readonly { readonly seatId: string; readonly person: string | null }[];
}

/** `void`: a secret one whose ballots could not count, which was put again by itself. */
export type WrittenOutcome = 'carried' | 'not_carried' | 'too_few' | 'to_meeting' | 'void';

/** What is stored when it is settled. */
export interface WrittenResult {
	/** Null while equal votes wait for the chair's casting vote. */
	readonly outcome: WrittenOutcome | null;
	/** Null where nothing was counted: too few answered, or it goes to a meeting. */
	readonly count: MotionResult | null;
	/** Null where silence is assent, and everybody asked takes part. */
	readonly quorum: Quorum | null;
	readonly answered: number;
	/** Seats that did not answer, which the rule counts for them; none are named of a secret one. */
	readonly silent: readonly string[];
	/** Of a secret one: how many they are. */
	readonly silentSeats?: number;
	/** Where it is void: why. */
	readonly voided?: 'key_lost' | 'interest';
	/** Seats that said they have an interest and took no part. */
	readonly withdrawn: readonly { readonly seatId: string; readonly interest: InterestKind }[];
	readonly objected: readonly string[];
}

/** Days a procedure may be open at most. */
export const longestDays = 90;
const day = 86_400_000;

/**
 * The deadline that somebody typed, judged against the moment it is put. Refuses no date (`decisions.deadline_wrong`), less time
 * than the rules give (`decisions.deadline_soon`) and over 90 days (`decisions.deadline_late`).
 */
export function deadlineFrom(at: Date | undefined, now: Date, minDays: number): Date {
	if (!at) throw new Refusal('decisions.deadline_wrong', {}, 'date');
	if (at.getTime() < now.getTime() + Math.max(minDays * day, 3_600_000))
		throw new Refusal('decisions.deadline_soon', { days: minDays }, 'date');
	if (at.getTime() > now.getTime() + longestDays * day)
		throw new Refusal('decisions.deadline_late', { days: longestDays }, 'date');
	return at;
}

/** When those who have not answered are reminded: two days before the deadline, or half-way where there is less time than four. */
export function remindAt(openedAt: Date, deadline: Date): Date {
	const whole = deadline.getTime() - openedAt.getTime();
	return new Date(deadline.getTime() - Math.min(2 * day, whole / 2));
}

export interface WrittenCount {
	readonly rule: WrittenManifest['rule'];
	/** Those who are asked, without whoever took no part for an interest. */
	readonly roll: readonly RollSeat[];
	readonly answers: readonly Ballot[];
	/** Seats whose ballot is spoiled: they were not silent, and nothing is counted for them. */
	readonly spoiled?: ReadonlySet<string>;
	readonly sectors: readonly string[];
	readonly castingVote?: 'for' | 'against';
	readonly lotSeed?: string;
}

/**
 * Counts the answers, and silence as the rule has it: assent is a vote for, else an abstention. A vacant seat is absent.
 * Refuses (RangeError) what `countMotion` refuses.
 */
export function countWritten(input: WrittenCount): { count: MotionResult; silent: string[] } {
	const answered = new Set(input.answers.map(({ seatId }) => seatId));
	const silent = input.roll
		.filter(
			({ seatId, present }) => present && !answered.has(seatId) && !input.spoiled?.has(seatId),
		)
		.map(({ seatId }) => seatId);
	const choice = input.rule.silence === 'assent' ? 'for' : 'abstain';
	const count = countMotion({
		roll: input.roll,
		...(input.rule.voteBasis === 'sector' ? { basis: 'sector' as const } : {}),
		ballots: [...input.answers, ...silent.map((seatId) => ({ seatId, choice }) as const)],
		threshold: input.rule.threshold,
		tie: input.rule.tie,
		sectors: input.sectors,
		...(input.castingVote ? { castingVote: input.castingVote } : {}),
		...(input.lotSeed ? { lotSeed: input.lotSeed } : {}),
	});
	return { count, silent };
}

/** Until when a motion is open that is put again: as long as it was before, and no shorter than the rules give. */
export function putAgainUntil(
	before: { readonly openedAt: Date; readonly deadline: Date },
	now: Date,
	minDays: number,
): Date {
	const first = before.deadline.getTime() - before.openedAt.getTime();
	return new Date(now.getTime() + Math.max(first, minDays * day, 3_600_000));
}

/** The quorum of those who answered; an organisation or a person that answers once fills each of its seats. */
export function quorumOfAnswers(
	manifest: Pick<WrittenManifest, 'seats' | 'recused'> & {
		readonly rule: { readonly quorum: QuorumRule };
	},
	answered: ReadonlySet<string>,
	withdrawn: readonly string[],
): Quorum {
	const seats = manifest.seats.map(({ seatId, organisation, sectorId, sector }) => ({
		seatId,
		organisationId: organisation,
		organisationCode: organisation,
		sectorId,
		sectorCode: sector,
	}));
	const filled = manifest.seats.filter(({ voice }) => voice !== null && answered.has(voice));
	return quorum(
		manifest.rule.quorum,
		seats,
		filled.map(({ seatId }) => seatId),
		[...manifest.recused.map(({ seatId }) => seatId), ...withdrawn],
	);
}

/**
 * What it comes to. Whoever says nothing was not there: where silence is no assent, those who answered must make the quorum
 * of the rules (`quorate`), else nothing is decided. Null while the chair's casting vote is still to be given.
 */
export function outcomeOf(count: MotionResult, quorate: boolean): WrittenOutcome | null {
	if (!quorate) return 'too_few';
	return awaitsCastingVote(count) ? null : count.outcome;
}
