/** Milliseconds between two polite messages: more would drown the person's own work (WCAG 2.2, 4.1.3). */
export const politePause = 3_000;

export interface Voice {
	/** Fills the polite or the alert region. */
	say(priority: 'polite' | 'alert', text: string): void;
	/** Calls back after so many milliseconds. */
	later(milliseconds: number, then: () => void): void;
	/** Milliseconds on any clock that only goes forward. */
	now(): number;
}

export interface Announcements {
	readonly announce: (
		text: string,
		options: { topic: string; priority?: 'polite' | 'alert' },
	) => void;
}

/**
 * Queues what screen readers are told. Alerts are said at once; polite messages one every three seconds,
 * the newest of each topic only, and those that wait are said together.
 */
export function announcements(voice: Voice): Announcements {
	const waiting = new Map<string, string>();
	let quietUntil = -Infinity;
	let timed = false;

	const speak = () => {
		timed = false;
		if (waiting.size === 0) return;
		voice.say('polite', [...waiting.values()].join(' '));
		waiting.clear();
		quietUntil = voice.now() + politePause;
	};

	return {
		announce(text, { topic, priority = 'polite' }) {
			if (priority === 'alert') {
				voice.say('alert', text);
				return;
			}
			waiting.delete(topic);
			waiting.set(topic, text);
			if (timed) return;
			timed = true;
			voice.later(Math.max(0, quietUntil - voice.now()), speak);
		},
	};
}
