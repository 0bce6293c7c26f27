import type { DomainEvent } from '../kernel/event.ts';

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

export interface ResultShown extends PollEvent {
	readonly type: 'decisions.result_shown';
	readonly motionId: string;
}
