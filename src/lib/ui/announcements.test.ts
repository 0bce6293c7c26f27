import { expect, test } from 'vitest';
import { announcements, politePause } from './announcements.ts';

function voice() {
	const said: string[] = [];
	const timers: { at: number; then: () => void }[] = [];
	let now = 0;
	return {
		said,
		say: (priority: 'polite' | 'alert', text: string) => void said.push(`${priority}: ${text}`),
		later: (milliseconds: number, then: () => void) =>
			void timers.push({ at: now + milliseconds, then }),
		now: () => now,
		pass(milliseconds: number) {
			const until = now + milliseconds;
			for (;;) {
				const next = timers.toSorted((a, b) => a.at - b.at)[0];
				if (!next || next.at > until) break;
				timers.splice(timers.indexOf(next), 1);
				now = next.at;
				next.then();
			}
			now = until;
		},
	};
}

test('a first message is said at once, the next after the pause', () => {
	const heard = voice();
	const { announce } = announcements(heard);
	announce('one', { topic: 'agenda' });
	heard.pass(0);
	announce('two', { topic: 'agenda' });
	heard.pass(politePause - 1);
	expect(heard.said).toEqual(['polite: one']);
	heard.pass(1);
	expect(heard.said).toEqual(['polite: one', 'polite: two']);
});

test('the newest of a topic replaces the one that waits; topics are said together', () => {
	const heard = voice();
	const { announce } = announcements(heard);
	announce('first', { topic: 'queue' });
	heard.pass(0);
	announce('You are 3rd.', { topic: 'queue' });
	announce('Ann joined.', { topic: 'people' });
	announce('You are next.', { topic: 'queue' });
	heard.pass(politePause);
	expect(heard.said.slice(1)).toEqual(['polite: Ann joined. You are next.']);
});

test('twenty people typing for a minute make at most twenty messages', () => {
	const heard = voice();
	const { announce } = announcements(heard);
	for (let tick = 0; tick < 600; tick += 1) {
		announce(`edit ${tick}`, { topic: 'edits' });
		heard.pass(100);
	}
	expect(heard.said.length).toBeGreaterThan(5);
	expect(heard.said.length).toBeLessThanOrEqual(21);
});

test('an alert waits for nothing', () => {
	const heard = voice();
	const { announce } = announcements(heard);
	announce('one', { topic: 'agenda' });
	announce('The vote is open.', { topic: 'vote', priority: 'alert' });
	expect(heard.said).toEqual(['alert: The vote is open.']);
});
