/** What a patient fetch asks of its surroundings. */
export interface Surroundings {
	/** Resolves after so many milliseconds, or when the machine says that it is connected again. */
	later(milliseconds: number): Promise<void>;
	/** How many requests wait for the line. */
	held(count: number): void;
}

/** What Kit asks a page's data at: the page's own address with this behind it. */
const dataSuffix = '__data.json';

/** Answers of a machine before the server, or of one that starts or stops. */
const passing: ReadonlySet<number> = new Set([502, 503, 504]);

/** How long to wait before the first and before the later tries (milliseconds); it doubles from one to the next. */
const shortest = 500;
const longest = 15_000;

/**
 * A `fetch` that asks for the data of pages until an answer comes. Kit takes a failure there for the end of the page and
 * loads the whole document anew, which on a bad line leaves nothing of the page nor of what somebody was typing in it.
 * All other requests go through `fetch` as they are.
 */
export function patient(fetch: typeof globalThis.fetch, around: Surroundings): typeof fetch {
	let waiting = 0;
	return async (input, init) => {
		const first = fetch(input, init);
		if (!asksForData(input, init)) return first;
		let answer = await settled(first);
		if (answer) return answer;
		around.held(++waiting);
		try {
			for (let wait = shortest; !answer; wait = Math.min(2 * wait, longest)) {
				await around.later(wait);
				answer = await settled(fetch(input, init));
			}
			return answer;
		} finally {
			around.held(--waiting);
		}
	};
}

function asksForData(input: RequestInfo | URL, init: RequestInit | undefined): boolean {
	if (input instanceof Request || (init?.method ?? 'GET') !== 'GET') return false;
	return new URL(input, globalThis.location?.href).pathname.endsWith(dataSuffix);
}

/** The answer, unless the line or what stands before the server failed. What somebody called off themselves is thrown. */
async function settled(asked: Promise<Response>): Promise<Response | null> {
	try {
		const answer = await asked;
		return passing.has(answer.status) ? null : answer;
	} catch (error) {
		if (error instanceof TypeError) return null;
		throw error;
	}
}
