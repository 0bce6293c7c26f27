import { Refusal } from '../kernel/refusal.ts';
import type { Off } from '../kernel/bank-holidays.ts';
import { noticeEnds, type NoticeEnd } from '../meetings/notice.ts';
import type { Rules } from '../partnerships/constitution.ts';

/** A vote that somebody gives to another member for one meeting, as far as who carries what. */
export interface GivenVote {
	readonly principalId: string;
	readonly holderId: string;
}

/** What is known where a proxy is lodged. Times by the database's clock. */
export interface Lodging {
	readonly rules: Rules['proxies'];
	readonly startsAt: Date;
	/** What is no working day there. */
	readonly off: Off;
	/** Whether the chair has started the meeting, whatever the clock says. */
	readonly begun: boolean;
	readonly now: Date;
	/** Those of the meeting that stand, accepted or waiting for the clerk; without the principal's own. */
	readonly given: readonly GivenVote[];
	readonly principalHasSeat: boolean;
	readonly holderHasSeat: boolean;
	/** Whether the principal's apologies name a deputy. */
	readonly deputyNamed: boolean;
}

/** Until when a proxy may be lodged for a meeting that starts then. */
export const lodgedBy = (rules: Rules['proxies'], startsAt: Date, off: Off): NoticeEnd =>
	noticeEnds(rules.noticeBefore, startsAt, off);

/**
 * Refuses a proxy that the rules do not take: none allowed, too late, from or to somebody without a voting seat of the body
 * (the plain form: who carries a vote has one of their own), to oneself, beside a named deputy, to or from somebody
 * who makes a chain of it (trust research §2.6), and to somebody who carries as many as one may.
 */
export function assertLodgeable(
	{ principalId, holderId }: GivenVote,
	{ rules, given, ...at }: Lodging,
): void {
	if (!rules.allowed) throw new Refusal('decisions.proxy_not_allowed');
	if (!at.principalHasSeat) throw new Refusal('decisions.proxy_without_seat', {}, 'principalId');
	if (at.begun || at.now > lodgedBy(rules, at.startsAt, at.off).at)
		throw new Refusal('decisions.proxy_late');
	if (at.deputyNamed) throw new Refusal('decisions.proxy_beside_deputy', {}, 'principalId');
	if (holderId === principalId) throw new Refusal('decisions.proxy_to_oneself', {}, 'holderId');
	if (!at.holderHasSeat) throw new Refusal('decisions.proxy_holder_without_seat', {}, 'holderId');
	if (given.some((each) => each.holderId === principalId))
		throw new Refusal('decisions.proxy_chain_own', {}, 'principalId');
	if (given.some((each) => each.principalId === holderId))
		throw new Refusal('decisions.proxy_chain_holder', {}, 'holderId');
	if (given.filter((each) => each.holderId === holderId).length >= rules.most)
		throw new Refusal('decisions.proxy_most', { most: rules.most }, 'holderId');
}

/** Somebody at the meeting, with the voting seat that they sit in and that counts; null where they have none. */
export interface There {
	readonly personId: string;
	readonly seatId: string | null;
}

/**
 * The accepted proxies that are carried in a vote that opens now, by the seat that is voted for. A principal who has come
 * suspends theirs, and so does a deputy in the seat; a holder who is away, or takes no part, carries none.
 */
export function carriedNow<P extends GivenVote & { readonly seatId: string }>(
	accepted: readonly P[],
	there: readonly There[],
	/** The seats that take part in this decision. */
	entitled: ReadonlySet<string>,
): Map<string, P> {
	return new Map(
		accepted.flatMap((proxy): [string, P][] => {
			const holder = there.find(({ personId }) => personId === proxy.holderId);
			return !there.some(
				({ personId, seatId }) => personId === proxy.principalId || seatId === proxy.seatId,
			) &&
				holder?.seatId &&
				entitled.has(holder.seatId) &&
				entitled.has(proxy.seatId)
				? [[proxy.seatId, proxy]]
				: [];
		}),
	);
}
