import type { Text } from '../kernel/text.ts';
import type { DecisionClass, Rules, Threshold } from '../partnerships/constitution.ts';
import type { Recusal } from '../meetings/interests.ts';
import type { RollSeat } from './majority.ts';

export type Mode = 'in_person' | 'remote' | 'telephone';

/** The chair, or the loss of the quorum. */
export type PausedBy = 'chair' | 'quorum';

/** Where a poll stands. Nothing of its result leaves the house before it is shown. */
export type PollState =
	| {
			readonly state: 'open';
			readonly openedAt: Date;
			/** Who holds it: nobody votes until it goes on, and what has been cast stays. Null while votes are taken. */
			readonly pausedBy: PausedBy | null;
	  }
	| { readonly state: 'closed'; readonly openedAt: Date; readonly closedAt: Date }
	| {
			readonly state: 'shown';
			readonly openedAt: Date;
			readonly closedAt: Date;
			readonly shownAt: Date;
	  };

export type PollAct = 'cast' | 'pause' | 'resume' | 'close' | 'show';

/** The machine: votes and closing while it is open, only closing or going on while it is held, showing once closed. */
const admitted: Readonly<Record<PollState['state'] | 'paused', readonly PollAct[]>> = {
	open: ['cast', 'pause', 'close'],
	paused: ['resume', 'close'],
	closed: ['show'],
	shown: [],
};

/** Whether the act is admitted in this state. */
export function admits(state: PollState, act: PollAct): boolean {
	const held = state.state === 'open' && state.pausedBy !== null;
	return admitted[held ? 'paused' : state.state].includes(act);
}

export const decisionEffects = [
	'partnership_decision',
	'recommendation_to_accountable_body',
	'request_for_ratification',
	'endorsement',
	'noting',
] as const;
export type DecisionEffect = (typeof decisionEffects)[number];

/** A seat of the roll with who acts for it; people and organisations by their codes, so that nobody's name is frozen. */
export interface ManifestSeat extends RollSeat {
	/** Null for a co-opted member, who speaks for no organisation. */
	readonly organisation: string | null;
	readonly sector: string | null;
	readonly person: string | null;
	readonly mode: Mode | null;
	readonly asDeputy: boolean;
	/**
	 * Where nobody sits in the seat and `person` carries its vote: it is then `present`, as "in person or by proxy" is said, with
	 * the mode of whoever carries it. The quorum does not count it.
	 */
	readonly byProxy?: true;
}

/** A seat whose person takes no part, by their code. */
export interface Recused {
	readonly seatId: string;
	readonly person: string | null;
	readonly effect: Recusal['effect'];
	readonly why: Recusal['why'];
}

/** What is fixed when a poll opens, so that nobody can change words, rule or roll once votes are cast. Its canonical JSON is hashed (SHA-256). */
export interface Manifest {
	readonly form: 'moothall-poll/1';
	readonly kind: 'motion';
	readonly ballot: 'recorded' | 'secret';
	/** The key that secret ballots are sealed to (SPKI, base64), and how. */
	readonly urn?: {
		readonly publicKey: string;
		readonly sealing: 'RSA-OAEP-3072 SHA-256';
		/** Papers are given out beside the urn, and counted by two tellers. */
		readonly paper?: true;
	};
	readonly pollId: string;
	readonly meetingId: string;
	readonly itemId: string;
	/** ISO 8601, UTC, by the database's clock. */
	readonly openedAt: string;
	readonly motion: {
		readonly id: string;
		readonly code: string;
		/** Of its text; absent in polls of before texts had versions. */
		readonly version?: number;
		readonly title: Text;
		readonly text: Text;
		readonly effect: DecisionEffect;
	};
	/** Where the vote is on an amendment: which one, and what the motion (or the amendment that it amends) would say with it. */
	readonly amendment?: { readonly id: string; readonly number: number; readonly text: Text };
	readonly rule: {
		/** The version of the constitution it was taken from. */
		readonly constitution: string;
		readonly decisionClass: DecisionClass;
		readonly threshold: Threshold;
		readonly tie: Rules['tie'];
		/** Absent where every seat has a vote. */
		readonly voteBasis?: Exclude<Rules['voteBasis'], 'seat'>;
	};
	readonly choices: readonly ['for', 'against', 'abstain'];
	readonly sectors: readonly { readonly id: string; readonly code: string }[];
	/** Every seat that has a voice, in the order of the body. */
	readonly roll: readonly ManifestSeat[];
	/** Seats whose people take no part for an interest, and so are no electors; absent where there are none. */
	readonly recused?: readonly Recused[];
}
