import { rss } from '../../bench/support/proc.ts';

/** Watches the resident memory of a process (bytes). */
export class Pulse {
	readonly #timer: NodeJS.Timeout;
	readonly #pid: number;
	peak: number;

	constructor(pid: number) {
		this.#pid = pid;
		this.peak = rss(pid);
		this.#timer = setInterval(() => this.#look(), 100);
	}

	#look(): void {
		try {
			this.peak = Math.max(this.peak, rss(this.#pid));
		} catch {
			// It has ended; who watches it finds that out elsewhere.
		}
	}

	stop(): number {
		clearInterval(this.#timer);
		this.#look();
		return this.peak;
	}
}
