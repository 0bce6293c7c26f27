import type { DomainEvent } from '../kernel/event.ts';
import type { MotionAct, MotionState } from './motion.ts';
import type { QuestionKind, QuestionState } from './question.ts';

interface PollEvent extends DomainEvent {
	readonly meetingId: string;
	readonly pollId: string;
	readonly itemId: string;
}

export interface PollOpened extends PollEvent {
	readonly type: 'decisions.poll_opened';
}

/** Says that somebody voted, not who nor how. */
export interface BallotCast extends DomainEvent {
	readonly type: 'decisions.ballot_cast';
	readonly meetingId: string;
	readonly pollId: string;
}

export interface PollClosed extends PollEvent {
	readonly type: 'decisions.poll_closed';
}

/** A vote was held, or goes on. */
export interface PollPaused extends PollEvent {
	readonly type: 'decisions.poll_paused';
	readonly by: 'chair' | 'quorum' | null;
}

/** A vote on a motion was prepared, set for a time, or taken back. */
export interface PollPlanned extends DomainEvent {
	readonly type: 'decisions.poll_planned';
	readonly meetingId: string;
	readonly motionId: string;
	readonly itemId: string;
}

/** Somebody asked for more time, or the chair gave it. */
export interface TimeAsked extends PollEvent {
	readonly type: 'decisions.time_asked';
}
export interface TimeGiven extends PollEvent {
	readonly type: 'decisions.time_given';
}

/** A vote that does not count; its ballots stay sealed. */
export interface PollVoided extends PollEvent {
	readonly type: 'decisions.poll_voided';
	/** It is opened again by itself: somebody on its roll takes no part any more. */
	readonly reopen?: true;
}

export interface ResultShown extends PollEvent {
	readonly type: 'decisions.result_shown';
	readonly motionId: string;
}

interface OfMotion extends DomainEvent {
	readonly meetingId: string;
	readonly motionId: string;
}

/** A motion went along its machine. */
export interface MotionMoved extends OfMotion {
	readonly type: 'decisions.motion_moved';
	readonly itemId: string;
	readonly act: MotionAct;
	readonly to: MotionState;
}

/** Says that somebody answered, not who nor what. */
export interface ConsensusAnswered extends OfMotion {
	readonly type: 'decisions.consensus_answered';
}

/** The chair has read the sense of the meeting. */
export interface ConsensusSettled extends OfMotion {
	readonly type: 'decisions.consensus_settled';
	readonly itemId: string;
	readonly checkId: string;
}

export interface AmendmentChanged extends OfMotion {
	readonly type: 'decisions.amendment_changed';
	readonly itemId: string;
	readonly amendmentId: string;
	readonly became: 'proposed' | 'accepted' | 'not_accepted' | 'withdrawn';
}

/** A question with options went along its states. One that is asked outside a meeting names none. */
export interface QuestionChanged extends DomainEvent {
	readonly type: 'decisions.question_changed';
	readonly meetingId?: string;
	readonly questionId: string;
	readonly itemId: string | null;
	readonly kind: QuestionKind;
	readonly became: QuestionState | 'removed';
	/** It is void only because its roll had to change: it is asked again by itself. */
	readonly reopen?: true;
	/** It was open before and paused: it goes on. */
	readonly again?: true;
}

interface OfProcedure extends DomainEvent {
	readonly procedureId: string;
	readonly bodyId: string;
}

/** A motion was put to the members in writing. */
export interface WrittenOpened extends OfProcedure {
	readonly type: 'decisions.written_opened';
}

/** It was counted, or called to a meeting: its outcome stands. */
export interface WrittenSettled extends OfProcedure {
	readonly type: 'decisions.written_settled';
}
