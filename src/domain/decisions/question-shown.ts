import type { RefusalValues } from '../kernel/refusal.ts';
import type { Text } from '../kernel/text.ts';
import type { Answer } from './answer.ts';
import type { Channel } from './ballot.ts';
import type { QuestionResult } from './count-question.ts';
import type { Mode } from './poll.ts';
import type { Asked, QuestionKind, QuestionState } from './question.ts';
import type { OtherSeat, OwnSeat, Turnout, UrnRecord } from './shown.ts';

// What pages are given of questions. None of it but QuestionView says how anybody's own device answered.

/** A question as everybody who may see its item sees it once it is opened: what is asked, and how many have answered. Never how. */
export interface QuestionBrief {
	readonly questionId: string;
	readonly kind: QuestionKind;
	readonly meetingId: string | null;
	readonly itemId: string | null;
	readonly compartmentId: string | null;
	readonly state: QuestionState;
	readonly asked: Asked;
	/** Whether how each seat answers is published with the result, or nobody is ever to know. */
	readonly ballot: 'recorded' | 'secret';
	/** Whether papers are given out beside the urn. */
	readonly paper: boolean;
	readonly opensAt: Date | null;
	readonly openedAt: Date | null;
	readonly closesAt: Date | null;
	readonly closedAt: Date | null;
	readonly shownAt: Date | null;
	readonly pausedBy: 'chair' | 'quorum' | null;
	readonly turnout: Turnout;
}

export interface QuestionForVoter {
	readonly question: QuestionBrief;
	readonly seat: OwnSeat | null;
	readonly others: readonly OtherSeat[];
	/** A secret one: what a ballot is sealed to, and whether one of this seat is in the urn; null for a recorded one. */
	readonly secret: { readonly publicKey: string; readonly voted: boolean } | null;
	/** Why somebody with a seat has no vote in it: a refusal to show as its sentence. */
	readonly why: { readonly code: string; readonly values: RefusalValues } | null;
	readonly ballot: {
		readonly answer: Answer;
		readonly castAt: Date;
		readonly reference: string;
		readonly revision: number;
		readonly channel: Channel;
	} | null;
}

/** A line of the clerk's roll. */
export interface QuestionRollLine {
	readonly seatId: string;
	readonly organisation: Text;
	/** Who is there for the seat, else who holds it. */
	readonly name: string | null;
	readonly forName: string | null;
	/** Who casts it, where nobody sits in the seat; `name` is then whose vote it is. */
	readonly byProxy: string | null;
	readonly present: boolean;
	readonly mode: Mode | null;
	readonly voted: boolean;
	readonly channel: Channel | null;
	readonly reference: string | null;
	/** Only what the clerk entered: an answer from somebody's own device is theirs until the result is shown. */
	readonly answer: Answer | null;
}

/** How a seat answered, by name: recorded answers are published with their result. */
export interface SeatAnswer {
	readonly seatId: string;
	readonly organisation: Text;
	readonly name: string | null;
	readonly forName: string | null;
	/** Who casts it, where nobody sits in the seat; `name` is then whose vote it is. */
	readonly byProxy: string | null;
	readonly present: boolean;
	readonly channel: Channel | null;
	readonly answer: Answer | null;
}

/** A question's own page: result and answers only once they are shown. */
export interface QuestionView {
	readonly question: QuestionBrief;
	readonly meeting: {
		readonly slug: string;
		readonly startsAt: Date;
		readonly inSession: boolean;
	} | null;
	readonly item: { readonly number: number; readonly title: Text } | null;
	readonly manifestHash: string | null;
	/** Why it does not count. */
	readonly voided: string | null;
	readonly standsBecause: string | null;
	readonly result: QuestionResult | null;
	/** None of a secret vote: its ballots stand in `urn`, by their codes. */
	readonly votes: readonly SeatAnswer[];
	/** The opened urn of a secret vote, once its result is shown; null for a recorded one. */
	readonly urn: UrnRecord | null;
	/** For those who run votes: the chair's next acts. */
	readonly desk: {
		/** Why it could not open at its time. */
		readonly notOpened: string | null;
		readonly choiceNeeded: { readonly among: readonly string[]; readonly places: number } | null;
		readonly quorumLost: boolean;
		/** Papers are given out, or to be counted. */
		readonly papers: boolean;
		readonly presides: boolean;
		/** The objections of a consent round that is not closed yet, and how the chair resolved them. */
		readonly objections: readonly {
			readonly seatId: string;
			readonly name: string | null;
			readonly organisation: Text;
			readonly reason: string;
			readonly resolved: string | null;
		}[];
	} | null;
	/** Whether the reader enters answers for others. */
	readonly entersAnswers: boolean;
}
