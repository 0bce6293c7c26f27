/** What a patient fetch asks of its surroundings. */
export interface Surroundings {
	/** Resolves after so many milliseconds, or when the machine says that it is connected again. */
	later(milliseconds: number): Promise<void>;
	/** Whether this (a path, without the name of its data) is the page that is open. */
	isOpen(pathname: string): boolean;
	/** How many requests wait for the line. */
	held(count: number): void;
}

/** What Kit asks a page's data at: the page's own address with this behind it. */
const dataSuffix = '/__data.json';

/** Answers of a machine before the server, or of one that starts or stops. */
const passing = (status: number): boolean => status >= 502 && status <= 504;
/** A fault ends no page that is there already: what came before stays, and so does what is being typed. */
const faulty = (status: number): boolean => status >= 500;

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
		const page = pageOf(input, init);
		if (page === null) return first;
		const isNone = around.isOpen(page) ? faulty : passing;
		let answer = await settled(first, isNone);
		if (answer) return answer;
		around.held(++waiting);
		try {
			for (let wait = shortest; !answer; wait = Math.min(2 * wait, longest)) {
				await around.later(wait);
				answer = await settled(fetch(input, init), isNone);
			}
			return answer;
		} finally {
			around.held(--waiting);
		}
	};
}

/** The page whose data is asked for; null for any other request. */
function pageOf(input: RequestInfo | URL, init: RequestInit | undefined): string | null {
	if (input instanceof Request || (init?.method ?? 'GET') !== 'GET') return null;
	const { pathname } = new URL(input, globalThis.location?.href);
	return pathname.endsWith(dataSuffix) ? pathname.slice(0, -dataSuffix.length) || '/' : null;
}

/** The answer, unless the line failed or it is none. What somebody called off themselves is thrown. */
async function settled(
	asked: Promise<Response>,
	isNone: (status: number) => boolean,
): Promise<Response | null> {
	try {
		const answer = await asked;
		return isNone(answer.status) ? null : answer;
	} catch (error) {
		if (error instanceof TypeError) return null;
		throw error;
	}
}
