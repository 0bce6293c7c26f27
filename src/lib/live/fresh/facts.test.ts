import { expect, test } from 'vitest';
import { topicNames } from '#domain/live/topics.ts';
import type { Told } from '#domain/live/told.ts';
import { pictureOf } from './facts.ts';

const versions = Object.fromEntries(topicNames.map((name) => [name, 3])) as Told['versions'];
const told = { audience: 'members', versions, exempt: null } as const;

test('two answers are the same picture until a topic, the audience or the exempt item changes', () => {
	expect(pictureOf({ ...told, versions: { ...versions } })).toBe(pictureOf(told));
	for (const name of topicNames)
		expect(pictureOf({ ...told, versions: { ...versions, [name]: 4 } })).not.toBe(pictureOf(told));
	expect(pictureOf({ ...told, audience: 'gallery' })).not.toBe(pictureOf(told));
	const exempt = { itemId: 'x', topics: {} as never };
	expect(pictureOf({ ...told, exempt })).not.toBe(pictureOf(told));
});
