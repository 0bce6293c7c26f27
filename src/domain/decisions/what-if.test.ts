import { expect, test } from 'vitest';
import { sampleRules } from '../partnerships/sample-rules.ts';
import { whatIf, type WhatIfSeat } from './what-if.ts';

/** The board of the demonstration: 6 statutory, 4 voluntary, 4 community, 3 private. */
const seats: WhatIfSeat[] = Object.entries({
	statutory: ['lbc', 'icb', 'pol', 'fire', 'jcp', 'coll'],
	voluntary: ['cvs', 'age', 'adv', 'lht'],
	community: ['cen', 'cen2', 'ffm', 'qera'],
	private: ['cham', 'port', 'tide'],
}).flatMap(([sector, codes]) =>
	codes.map((code) => ({
		seatId: code,
		organisationId: code,
		organisationCode: code,
		sectorId: sector,
		sectorCode: sector,
		personId: `p-${code}`,
	})),
);

test('the fund: nine leave for their bids, six are enough, but nobody is there for the voluntary sector', () => {
	const found = whatIf(
		sampleRules,
		seats,
		new Set(['jcp', 'tide']),
		new Set(['pol', 'coll', 'cvs', 'age', 'adv', 'lht', 'ffm', 'qera', 'cham']),
	);
	expect(found.quorum).toMatchObject({ quorate: false, present: 6, needed: 6 });
	expect(found.quorum.missing).toEqual([
		{ kind: 'sector', sectorId: 'voluntary', present: 0, needed: 1 },
	]);
	expect(found.voters).toBe(6);
	expect(found.classes[0]).toMatchObject({
		decisionClass: 'ordinary',
		threshold: { base: 6, needed: 4 },
		canCarry: true,
	});
});

test('a sector without a voice cannot have a majority in it', () => {
	const gone = new Set(['cham', 'port', 'tide']);
	const { classes } = whatIf(sampleRules, seats, gone, new Set());
	expect(classes.map(({ decisionClass, canCarry }) => [decisionClass, canCarry])).toEqual([
		['ordinary', true],
		['strategy_adoption', true],
		['constitution_change', false],
		['membership_change', true],
	]);
});

test('nobody there carries nothing', () => {
	const all = new Set(seats.map(({ seatId }) => seatId));
	const found = whatIf(sampleRules, seats, all, new Set());
	expect(found.voters).toBe(0);
	expect(found.classes.some(({ canCarry }) => canCarry)).toBe(false);
});
