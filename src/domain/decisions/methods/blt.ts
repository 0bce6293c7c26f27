import { BadLine } from './bad-line.ts';
import type { Profile, Ranking } from './profile.ts';

/** A BLT file as it was read. Withdrawn candidates are gone from the list and from every ballot. */
export interface BltFile extends Profile {
	readonly title: string;
}

/** More candidates than any ballot paper holds, so that a wrong head cannot ask for a great table. */
const mostCandidates = 1000;

/**
 * Reads a BLT file (Hill, Wichmann and Woodall's format): candidates and seats; withdrawn candidates as negative
 * numbers; ballots, one a line, as how many and their preferences, with or without a final 0; a 0 by itself; each
 * candidate's name in quotes, then the title. A candidate is named by the first quoted words of the line, byte for
 * byte; further quoted words (a party) are passed over, and so is a comment after `#`. A ballot without a
 * preference ("3 0") is blank and kept.
 *
 * Throws `BadLine` for everything else: a candidate who is not there, a preference given twice, a number that is none, a
 * missing or repeated name.
 */
export function readBlt(text: string): BltFile {
	const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
	let at = 0;
	/** The next line that says anything, its comment cut off; undefined at the end. */
	const next = (): string | undefined => {
		while (at < lines.length) {
			const line = cutComment(lines[at++] as string).trim();
			if (line !== '') return line;
		}
		return undefined;
	};
	const bad = (why: string) => new BadLine(Math.min(at, lines.length), why);

	const head = next();
	if (head === undefined) throw new BadLine(1, 'the file is empty');
	const [count, seats, ...more] = numbers(head) ?? [];
	if (count === undefined || seats === undefined || more.length > 0)
		throw bad('the file begins with the number of candidates and the number of seats');
	if (count < 1 || count > mostCandidates)
		throw bad(`there must be between 1 and ${mostCandidates} candidates`);
	if (seats < 1) throw bad('there must be at least one seat');

	const withdrawn = new Set<number>();
	const ballots: Ranking[] = [];
	let total = 0;
	for (let ballotsSeen = false; ;) {
		const line = next();
		if (line === undefined) throw bad('the ballots do not end with a 0 on a line of its own');
		if (line === '0') break;
		const found = numbers(line);
		if (!found) throw bad(`not a ballot: ${brief(line)}`);
		if (!ballotsSeen && found.every((number) => number < 0)) {
			for (const number of found) {
				if (-number > count) throw bad(`there is no candidate ${-number} to withdraw`);
				withdrawn.add(-number - 1);
			}
			continue;
		}
		ballotsSeen = true;
		const [papers, ...order] = found as [number, ...number[]];
		const ended = order.at(-1) === 0;
		if (ended) order.pop();
		if (papers < 1) throw bad('a ballot begins with how many there are of it');
		if (order.length === 0 && !ended) throw bad('a ballot without a preference');
		total += papers;
		if (!Number.isSafeInteger(total)) throw bad('more ballots than can be counted');
		const seen = new Set<number>();
		const ranked: number[] = [];
		for (const preference of order) {
			if (preference < 1 || preference > count)
				throw bad(`there is no candidate ${preference}: they are 1 to ${count}`);
			if (seen.has(preference)) throw bad(`candidate ${preference} is ranked twice`);
			seen.add(preference);
			if (!withdrawn.has(preference - 1)) ranked.push(preference - 1);
		}
		ballots.push({ count: papers, order: ranked });
	}

	const candidates: string[] = [];
	const first = new Map<string, number>();
	while (candidates.length < count) {
		const line = next();
		if (line === undefined)
			throw bad(`the name of candidate ${candidates.length + 1} of ${count} is missing`);
		const name = firstQuoted(line);
		if (name === undefined)
			throw bad(`the name of candidate ${candidates.length + 1} must be in quotes`);
		if (name.trim() === '') throw bad(`candidate ${candidates.length + 1} has no name`);
		const earlier = first.get(name);
		if (earlier !== undefined) throw bad(`the name "${name}" was used on line ${earlier}`);
		first.set(name, at);
		candidates.push(name);
	}
	const named = next();
	const title = named === undefined ? '' : firstQuoted(named);
	if (title === undefined) throw bad('the title must be in quotes');
	if (next() !== undefined) throw bad('nothing may follow the title');

	return { ...withoutWithdrawn(candidates, withdrawn, ballots), seats, title };
}

function withoutWithdrawn(
	candidates: readonly string[],
	withdrawn: ReadonlySet<number>,
	ballots: readonly Ranking[],
): Pick<Profile, 'candidates' | 'ballots'> {
	if (withdrawn.size === 0) return { candidates, ballots };
	const place: number[] = [];
	let standing = 0;
	for (const at of candidates.keys()) place.push(withdrawn.has(at) ? -1 : standing++);
	return {
		candidates: candidates.filter((_, at) => !withdrawn.has(at)),
		ballots: ballots.map(({ count, order }) => ({
			count,
			order: order.map((candidate) => place[candidate] as number),
		})),
	};
}

/** Whole numbers between white space; undefined where anything else stands. */
function numbers(line: string): number[] | undefined {
	const found: number[] = [];
	for (const word of line.split(/[ \t]+/)) {
		if (!/^-?\d{1,15}$/.test(word)) return undefined;
		found.push(Number(word));
	}
	return found;
}

/** What stands before a `#` outside quotes. */
function cutComment(line: string): string {
	const mark = line.indexOf('#');
	if (mark < 0) return line;
	const quote = line.indexOf('"');
	if (quote < 0 || mark < quote) return line.slice(0, mark);
	// A comment after names begins behind the last closing quote; a # inside a name stays.
	const after = line.indexOf('#', line.lastIndexOf('"'));
	return after < 0 ? line : line.slice(0, after);
}

/**
 * The first quoted words of a line, byte for byte. A quote closes where the line ends or the next quoted words begin, so
 * that a nickname in quotes stays inside a name.
 */
function firstQuoted(line: string): string | undefined {
	const match = /^"(.*?)"(?=$|[ \t]+")/.exec(line) ?? /^"([^"]*)"/.exec(line);
	return match?.[1];
}

const brief = (line: string) => (line.length > 40 ? `${line.slice(0, 40)}…` : line);
