import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	actsIn,
	isOpenToChange,
	isSettled,
	motionStates,
	stateAfter,
	type MotionAct,
} from './motion.ts';

/** Every transition, said again: from, act, to. Nothing else is admitted. */
const listed = `
draft give_notice notice
draft withdraw withdrawn
notice move moved
notice discuss discussed
notice check_consensus consensus
notice poll polled
notice withdraw withdrawn
notice defer deferred
notice refer referred
moved second moved
moved discuss discussed
moved check_consensus consensus
moved poll polled
moved withdraw withdrawn
moved defer deferred
moved refer referred
discussed check_consensus consensus
discussed poll polled
discussed withdraw withdrawn
discussed defer deferred
discussed refer referred
consensus agree carried
consensus discuss discussed
consensus poll polled
consensus withdraw withdrawn
consensus defer deferred
consensus refer referred
polled carry carried
polled not_carry not_carried
polled defer deferred
polled void discussed
deferred bring_back notice
deferred withdraw withdrawn
carried override not_carried
carried override deferred
carried override referred
not_carried override carried
not_carried override deferred
not_carried override referred
`
	.trim()
	.split('\n');

const acts = [...new Set(motionStates.flatMap(actsIn))];

test('the machine admits what is listed and nothing else', () => {
	const admitted = motionStates.flatMap((from) =>
		acts.flatMap((act) =>
			motionStates.flatMap((to) =>
				stateAfter(from, act, to) === to ? [`${from} ${act} ${to}`] : [],
			),
		),
	);
	expect(admitted.sort()).toEqual([...listed].sort());
});

test('whatever is tried, a motion only goes along listed lines', () => {
	const tried = fc.array(
		fc.tuple(fc.constantFrom<MotionAct>(...acts), fc.option(fc.constantFrom(...motionStates))),
		{ maxLength: 30 },
	);
	fc.assert(
		fc.property(tried, (moves) => {
			let state: (typeof motionStates)[number] = 'draft';
			for (const [act, to] of moves) {
				const after = stateAfter(state, act, to ?? undefined);
				if (after === null) continue;
				expect(listed).toContain(`${state} ${act} ${after}`);
				state = after;
			}
		}),
	);
});

test('what is settled is not changed any more', () => {
	for (const state of motionStates) expect(isSettled(state) && isOpenToChange(state)).toBe(false);
});
