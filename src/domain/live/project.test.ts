import { expect, test } from 'vitest';
import { project } from './project.ts';
import { askedOf } from '../decisions/question.ts';
import type {
	MeetingRecord,
	RecordItem,
	RecordMotion,
	RecordPoll,
	RecordQuestion,
} from './record.ts';

const canary = 'CANARY-EXEMPT';
const threshold = {
	share: '1/2',
	atLeast: false,
	base: 'for_and_against',
	sectorMajority: 'none',
	noticeWorkingDays: null,
} as const;

const item = (number: number, more: Partial<RecordItem> = {}): RecordItem => ({
	id: `i${number}`,
	number,
	kind: 'decision',
	minutes: 10,
	title: { en: `Item ${number}` },
	summary: { en: 'Short' },
	askedTo: [],
	lead: 'Ann Lead',
	compartmentId: null,
	state: 'waiting',
	openedAt: null,
	closedAt: null,
	spentSeconds: 0,
	...more,
});

const motion = (id: string, more: Partial<RecordMotion> = {}): RecordMotion => ({
	id,
	itemId: 'i1',
	compartmentId: null,
	code: id,
	title: { en: `Motion ${id}` },
	text: { en: 'That it be so.' },
	decisionClass: 'ordinary',
	effect: 'partnership_decision',
	mover: null,
	noticeGivenOn: null,
	state: 'notice',
	...more,
});

const poll = (id: string, more: Partial<RecordPoll> = {}): RecordPoll => ({
	id,
	itemId: 'i1',
	motionId: 'm1',
	compartmentId: null,
	state: 'open',
	openedAt: 1,
	closedAt: null,
	shownAt: null,
	timeAsked: true,
	timeGivenUntil: null,
	result: null,
	room: { voted: 1, of: 2 },
	remote: { voted: 0, of: 1 },
	...more,
});

const result: NonNullable<RecordPoll['result']> = {
	method: 'motion',
	seats: 3,
	present: 3,
	counts: { for: 2, against: 1, abstained: 0, presentNotVoting: 0, absent: 0 },
	threshold: {
		share: '1/2',
		atLeast: false,
		baseKind: 'for_and_against',
		base: 3,
		for: 2,
		needed: 2,
		met: true,
	},
	sectors: null,
	tie: null,
	outcome: 'carried',
	steps: [],
};

function recordOf(more: Partial<MeetingRecord> = {}): MeetingRecord {
	return {
		meeting: {
			title: { en: 'Board' },
			bodyName: { en: 'Board' },
			status: 'in_session',
			mode: 'hybrid',
			venue: { en: 'Town Hall' },
			startsAt: 0,
			endsAt: 3_600_000,
			startedAt: 0,
			endedAt: null,
			breakUntil: null,
			satSince: 0,
			roomShows: 'now',
		},
		quorum: {
			share: '1/3',
			rounding: 'up',
			minPresent: null,
			minOrganisations: null,
			minPerSector: null,
			sectorMinimums: {},
			allOfSectors: [],
			requiredOrganisations: [],
			recheckAfterRecusal: false,
		},
		remote: 'counts',
		recused: [],
		thresholds: {
			ordinary: threshold,
			strategy_adoption: threshold,
			constitution_change: threshold,
			membership_change: threshold,
		},
		seats: ['s1', 's2', 's3'].map((seatId) => ({
			seatId,
			organisationId: `o-${seatId}`,
			organisationCode: seatId,
			organisationName: { en: `Organisation ${seatId}` },
			sectorId: 'x',
			sectorCode: 'x',
			holderName: `Holder ${seatId}`,
		})),
		sectors: [{ id: 'x', name: { en: 'Community' } }],
		items: [item(1, { state: 'open', openedAt: 1 }), item(2)],
		present: [
			{
				personId: 'p1',
				name: 'Ann',
				where: 'in_person',
				arrivedAt: 1,
				seatId: 's1',
				asDeputy: false,
			},
			{ personId: 'p2', name: 'Bob', where: 'remote', arrivedAt: 2, seatId: 's2', asDeputy: true },
		],
		speakers: [
			{
				id: 'h1',
				personId: 'p1',
				name: 'Ann',
				itemId: 'i1',
				raisedAt: 1,
				calledAt: 2,
				finishedAt: 3,
			},
			{
				id: 'h2',
				personId: 'p2',
				name: 'Bob',
				itemId: 'i1',
				raisedAt: 5,
				calledAt: null,
				finishedAt: null,
			},
			{
				id: 'h3',
				personId: 'p1',
				name: 'Ann',
				itemId: 'i1',
				raisedAt: 4,
				calledAt: null,
				finishedAt: null,
			},
		],
		motions: [motion('m1')],
		polls: [],
		questions: [],
		...more,
	};
}

const exemptItem = item(2, {
	compartmentId: 'c2',
	title: { en: canary },
	summary: { en: canary },
	askedTo: [{ en: canary }],
	lead: canary,
	state: 'open',
	openedAt: 9,
	minutes: 15,
});

const question = (more: Partial<RecordQuestion>): RecordQuestion => ({
	id: 'q',
	kind: 'question',
	itemId: 'i1',
	compartmentId: null,
	state: 'open',
	pausedBy: null,
	asked: askedOf(
		{ en: 'Which?' },
		[
			{ id: 'o1', title: { en: 'One' } },
			{ id: 'o2', title: { en: 'Two' } },
		],
		'approval',
		1,
	),
	openedAt: 1,
	closedAt: null,
	shownAt: null,
	result: null,
	room: { voted: 1, of: 2 },
	remote: { voted: 0, of: 1 },
	...more,
});
const counted = { method: 'approval', chosen: ['o1'] } as unknown as RecordQuestion['result'];

const withExempt = recordOf({
	questions: [
		question({
			id: canary,
			itemId: 'i2',
			compartmentId: 'c2',
			asked: askedOf({ en: canary }, question({}).asked.options, 'irv', 1),
			state: 'shown',
			shownAt: 5,
			result: counted,
		}),
	],
	items: [item(1, { state: 'done' }), exemptItem],
	motions: [
		motion('m1'),
		motion('m2', {
			itemId: 'i2',
			compartmentId: 'c2',
			title: { en: canary },
			text: { en: canary },
		}),
		// Its own row does not say so: the item does.
		motion('m3', { itemId: 'i2', title: { en: canary } }),
	],
	polls: [poll(`${canary}-poll`, { itemId: 'i2', motionId: 'm2', compartmentId: 'c2' })],
	speakers: [
		{
			id: canary,
			personId: 'p1',
			name: canary,
			itemId: 'i2',
			raisedAt: 1,
			calledAt: null,
			finishedAt: null,
		},
	],
});

test.each(['members', 'gallery'] as const)('%s get of an exempt item its stub only', (audience) => {
	const told = project(withExempt, audience);
	expect(JSON.stringify(told)).not.toContain(canary);
	expect(told.run.items[1]).toEqual({
		id: 'i2',
		number: 2,
		state: 'open',
		minutes: 15,
		plannedAt: 600_000,
		openedAt: 9,
		closedAt: null,
		spentSeconds: 0,
		exempt: true,
		told: false,
	});
	expect(told.poll).toBeNull();
	expect(told.turnout).toBeNull();
});

test('a compartment gets its own item, motions, votes and speakers, and nothing else', () => {
	const told = project(withExempt, { compartment: 'c2' });
	expect(told).not.toHaveProperty('attendance');
	expect(told).not.toHaveProperty('meeting');
	expect(told.run.items.map((each) => each.id)).toEqual(['i2']);
	expect(told.run.openId).toBe('i2');
	expect(told.motions.map((each) => each.id)).toEqual(['m2', 'm3']);
	expect(told.poll?.id).toBe(`${canary}-poll`);
	expect(told.queue.waiting).toHaveLength(1);
	expect(project(withExempt, { compartment: 'c9' })).toMatchObject({
		run: { openId: null, items: [] },
		motions: [],
		poll: null,
	});
});

test('the compartment of one item hears nothing of another', () => {
	const two = recordOf({
		items: [item(1, { compartmentId: 'c1', title: { en: 'other' } }), exemptItem],
		motions: [motion('m1', { itemId: 'i1', compartmentId: 'c1' })],
	});
	expect(JSON.stringify(project(two, { compartment: 'c1' }))).not.toContain(canary);
});

test.each([
	['open', poll('p', {}), 'polled', 0],
	['closed, not shown', poll('p', { state: 'closed', closedAt: 2, result }), 'polled', 0],
	['shown', poll('p', { state: 'closed', closedAt: 2, shownAt: 3, result }), 'carried', 1],
] as const)('a poll that is %s', (_name, one, state, results) => {
	const record = recordOf({
		polls: [one],
		motions: [motion('m1', { state: one.state === 'open' ? 'polled' : 'carried' })],
	});
	for (const audience of ['members', 'gallery'] as const) {
		const told = project(record, audience);
		expect(told.motions[0]?.state).toBe(state);
		expect(told.results).toHaveLength(results);
		if (results === 0) expect(JSON.stringify(told)).not.toMatch(/carried|"against"|outcome/);
		expect(told.turnout).toMatchObject({ voted: 1, of: 3 });
	}
});

test('a question is asked, counted, and only then shown; of practice votes the last', () => {
	const shown = { state: 'shown', shownAt: 3, result: counted } as const;
	const told = (...questions: RecordQuestion[]) => project(recordOf({ questions }), 'gallery');
	expect(told(question({}))).toMatchObject({
		questions: { current: { id: 'q', state: 'open' }, results: [] },
		turnout: { pollId: 'q', voted: 1, of: 3, byPlace: null },
	});
	const closed = told(question({ state: 'closed', closedAt: 2, result: counted }));
	expect(JSON.stringify(closed)).not.toContain('chosen');
	expect(closed.questions.current?.state).toBe('closed');
	const practices = ['a', 'b'].map((id) => question({ id, kind: 'practice', ...shown }));
	expect(told(...practices, question(shown)).questions).toMatchObject({
		current: null,
		results: [{ questionId: 'b' }, { questionId: 'q', result: { chosen: ['o1'] } }],
	});
});

test('the public is told how many have voted, and neither where nor who is there', () => {
	const told = project(recordOf({ polls: [poll('p')] }), 'gallery');
	expect(told.turnout?.byPlace).toBeNull();
	expect(told.attendance.present).toEqual([]);
	expect(JSON.stringify(told)).not.toContain('"p1"');
});

test('a closed vote leaves the screens with its item', () => {
	const closed = poll('p', { state: 'closed', closedAt: 2, result });
	const items = [item(1, { state: 'done' }), item(2, { state: 'open' })];
	expect(project(recordOf({ polls: [closed] }), 'members').poll?.id).toBe('p');
	expect(project(recordOf({ polls: [closed], items }), 'members').poll).toBeNull();
	// One that is still open stays, whatever item is open: somebody has to close it.
	expect(project(recordOf({ polls: [poll('p')], items }), 'members').poll?.id).toBe('p');
});

test('attendance: a deputy sits for the holder; the quorum counts seats', () => {
	const told = project(recordOf(), 'members').attendance;
	expect(told.quorum).toMatchObject({ quorate: true, present: 2, seats: 3, needed: 1 });
	expect([told.inRoom, told.remote]).toEqual([1, 1]);
	expect(told.present[1]).toMatchObject({
		sitsFor: 'Holder s2',
		organisation: { en: 'Organisation s2' },
	});
});

test('where remote attendance is advisory, those who are remote are shown and do not count', () => {
	const told = project(recordOf({ remote: 'advisory' }), 'members').attendance;
	expect(told.quorum.present).toBe(1);
	expect([told.inRoom, told.remote]).toEqual([1, 0]);
	expect(told.present).toHaveLength(2);
});

test('the queue: who was heard on this item waits behind who was not', () => {
	const told = project(recordOf(), 'members').queue;
	expect(told.speaking).toBeNull();
	expect(told.waiting.map((each) => [each.id, each.where, each.heard])).toEqual([
		['h2', 'remote', false],
		['h3', 'in_person', true],
	]);
});
