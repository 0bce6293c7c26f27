import { expect, test } from 'vitest';
import { interestFrom, recusals, type Declaration, type Sitting } from './interests.ts';

const sitting: Sitting[] = [
	{ personId: 'p1', seatId: 's1', organisationIds: ['college'] },
	{ personId: 'p2', seatId: 's2', organisationIds: ['police', 'cvs'] },
	{ personId: 'p3', seatId: 's3', organisationIds: ['port'] },
];
const motion = { motionId: 'm', beneficiaries: ['college', 'cvs'] };
const declare = (
	personId: string,
	effect: Declaration['effect'],
	motionId: string | null = null,
): Declaration => ({ personId, effect, motionId, kind: 'financial' });
const who = (declared: Declaration[]) =>
	recusals(sitting, declared, motion).map(
		({ seatId, effect, why }) => `${seatId} ${effect} ${why}`,
	);

test('whoever benefits takes no part by itself', () => {
	expect(who([])).toEqual(['s1 leave benefits', 's2 leave benefits']);
	expect(recusals(sitting, [], { ...motion, beneficiaries: [] })).toEqual([]);
});

test('what somebody declared goes before, and what they said of the motion first', () => {
	expect(who([declare('p1', 'remain_and_vote'), declare('p3', 'remain_and_speak')])).toEqual([
		's2 leave benefits',
		's3 remain_and_speak financial',
	]);
	expect(who([declare('p1', 'leave'), declare('p1', 'remain_and_vote', 'm')])).toEqual([
		's2 leave benefits',
	]);
	expect(who([declare('p1', 'remain_and_vote', 'another')])).toEqual([
		's1 leave benefits',
		's2 leave benefits',
	]);
	expect(who([declare('elsewhere', 'leave')])).toHaveLength(2);
});

test('a form says kind and effect', () => {
	expect(interestFrom('loyalty', 'leave')).toEqual({ kind: 'loyalty', effect: 'leave' });
	expect(() => interestFrom('money', 'leave')).toThrow(
		expect.objectContaining({ code: 'meetings.choose_kind' }) as Error,
	);
	expect(() => interestFrom('loyalty', null)).toThrow(
		expect.objectContaining({ code: 'meetings.choose_effect' }) as Error,
	);
});
