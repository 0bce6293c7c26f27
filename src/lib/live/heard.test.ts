import { expect, test } from 'vitest';
import type { PollTopic, QueueTopic, SpeakerLine } from '#domain/live/topics.ts';
import { heardOf, sayings, type Heard } from './heard.ts';

const quiet: Heard = { vote: '', speaking: false, next: false, lost: false };
const line = (personId: string): SpeakerLine => ({
	id: `s-${personId}`,
	personId,
	name: personId,
	where: null,
	raisedAt: 0,
	calledAt: null,
	heard: false,
});
const questions = { current: null, results: [] };
const poll: PollTopic = {
	id: 'p',
	itemId: 'i',
	motionId: 'm',
	amendment: null,
	secret: false,
	state: 'open',
	openedAt: 0,
	closedAt: null,
	shown: false,
	timeAsked: false,
	timeGivenUntil: null,
	pausedBy: null,
};
const nobody: QueueTopic = { speaking: null, waiting: [] };

test('what a person hears is their own turn; the public has none', () => {
	const queue = { speaking: line('a'), waiting: [line('b'), line('c')] };
	expect(heardOf({ questions, poll: null, queue }, 'a')).toEqual({ ...quiet, speaking: true });
	expect(heardOf({ questions, poll: null, queue }, 'b')).toEqual({ ...quiet, next: true });
	expect(heardOf({ questions, poll: null, queue }, 'c')).toEqual(quiet);
	expect(heardOf({ questions, poll: null, queue }, null)).toEqual(quiet);
	expect(heardOf({ questions, poll: { ...poll, shown: true }, queue: nobody }, null).vote).toBe(
		'p shown',
	);
});

const cases: [was: Partial<Heard>, now: Partial<Heard>, said: string[]][] = [
	[{}, {}, []],
	[{}, { vote: 'p open' }, ['alert vote_open']],
	[{ vote: 'p open' }, { vote: 'p closed' }, ['polite vote_closed']],
	[{ vote: 'p open' }, { vote: 'p paused' }, ['polite vote_paused']],
	[{ vote: 'p paused' }, { vote: 'p closed' }, ['polite vote_closed']],
	[{ vote: 'p closed' }, { vote: 'p shown' }, ['polite result']],
	[{ vote: 'p shown' }, { vote: '' }, []],
	[{ vote: 'p shown' }, { vote: 'q open' }, ['alert vote_open']],
	[{}, { next: true }, ['polite next']],
	[{ next: true }, { speaking: true }, ['alert may_speak']],
	[{ speaking: true }, {}, []],
	[{}, { lost: true }, ['alert lost']],
	[{ lost: true }, {}, ['polite back']],
	[{ lost: true }, { vote: 'p open' }, ['alert vote_open', 'polite back']],
];
test.each(cases)('from %j to %j is said as %j', (was, now, said) => {
	const found = sayings({ ...quiet, ...was }, { ...quiet, ...now });
	expect(found.map(({ priority, name }) => `${priority} ${name}`)).toEqual(said);
});
