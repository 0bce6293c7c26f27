import type { Rules } from '../partnerships/constitution.ts';

/** Where a motion stands. The last four are ends; a deferred one may be brought back. */
export const motionStates = [
	'draft',
	'notice',
	'moved',
	'discussed',
	'consensus',
	'polled',
	'deferred',
	'carried',
	'not_carried',
	'withdrawn',
	'referred',
] as const;
export type MotionState = (typeof motionStates)[number];

export type MotionAct =
	| 'give_notice'
	| 'move'
	| 'second'
	| 'discuss'
	| 'check_consensus'
	| 'agree'
	| 'poll'
	| 'carry'
	| 'not_carry'
	| 'void'
	| 'withdraw'
	| 'defer'
	| 'refer'
	| 'bring_back'
	| 'override';

type Moves = Partial<Record<MotionAct, MotionState | readonly MotionState[]>>;

/** What may be done with a motion before it is settled: leaving it aside is always possible. */
const aside: Moves = { withdraw: 'withdrawn', defer: 'deferred', refer: 'referred' };
const settled: Moves = { override: ['carried', 'not_carried', 'deferred', 'referred'] };

/**
 * The machine of a motion, by state and act. A vote may be opened from notice on, since many partnerships have neither mover
 * nor seconder (domain research §2.3); a consensus check goes back to discussion, to a vote, or is agreed. An override
 * is the chair's against what the count proposed, and needs a reason.
 */
const machine: Readonly<Record<MotionState, Moves>> = {
	draft: { give_notice: 'notice', withdraw: 'withdrawn' },
	notice: {
		move: 'moved',
		discuss: 'discussed',
		check_consensus: 'consensus',
		poll: 'polled',
		...aside,
	},
	moved: {
		second: 'moved',
		discuss: 'discussed',
		check_consensus: 'consensus',
		poll: 'polled',
		...aside,
	},
	discussed: { check_consensus: 'consensus', poll: 'polled', ...aside },
	consensus: { agree: 'carried', discuss: 'discussed', poll: 'polled', ...aside },
	polled: { carry: 'carried', not_carry: 'not_carried', defer: 'deferred', void: 'discussed' },
	deferred: { bring_back: 'notice', withdraw: 'withdrawn' },
	carried: settled,
	not_carried: settled,
	withdrawn: {},
	referred: {},
};

/** Acts that must say why; the reason is minuted. */
export const needsReason: ReadonlySet<MotionAct> = new Set(['override', 'refer', 'void']);

/** The state after an act; null where the machine does not admit it. `to` chooses where an act has several ends. */
export function stateAfter(
	state: MotionState,
	act: MotionAct,
	to?: MotionState,
): MotionState | null {
	const end = machine[state][act];
	if (end === undefined) return null;
	if (typeof end === 'string') return to === undefined || to === end ? end : null;
	return to !== undefined && to !== state && end.includes(to) ? to : null;
}

/** The acts admitted in a state. */
export function actsIn(state: MotionState): MotionAct[] {
	return Object.keys(machine[state]) as MotionAct[];
}

/** Whether nothing more becomes of the motion at this meeting. */
export function isSettled(state: MotionState): boolean {
	return ['carried', 'not_carried', 'withdrawn', 'referred', 'deferred'].includes(state);
}

/** Whether its text may still be amended. */
export function isOpenToChange(state: MotionState): boolean {
	return ['draft', 'notice', 'moved', 'discussed'].includes(state);
}

/** What is still to be done before a motion may be discussed or decided, by what the rules ask of those who propose. */
export function proposingLeft(
	proposing: Rules['proposing'],
	motion: { state: MotionState; seconded: boolean },
): 'mover' | 'seconder' | null {
	if (proposing === 'anyone') return null;
	if (motion.state === 'draft' || motion.state === 'notice') return 'mover';
	return proposing === 'mover_and_seconder' && !motion.seconded ? 'seconder' : null;
}
