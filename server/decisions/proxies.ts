import type { Actor } from '#domain/kernel/actor.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import { assertLodgeable, carriedNow } from '#domain/decisions/proxy.ts';
import type { Attending } from '#domain/meetings/attendance.ts';
import type { AttendanceChanged } from '#domain/meetings/events.ts';
import type { Meeting } from '#domain/meetings/meeting.ts';
import { can } from '#domain/partnerships/policy.ts';
import { apologiesOf, attendingNow } from '../meetings/attendance-store.ts';
import { entering, known } from '../meetings/entering.ts';
import { closuresOf } from '../partnerships/closed-days.ts';
import { constitutionOf, votingSeats, type VotingSeat } from '../partnerships/store.ts';
import { command, type Reading, type Services, type Tx } from '../platform/tx.ts';
import {
	acceptProxyRow,
	endProxyRow,
	insertProxy,
	isCarriedInOpenVote,
	proxiesOf,
	type Proxy,
} from './proxy-store.ts';

/**
 * Lodges a member's vote with another member for one meeting: by the principal, and then it waits for the clerk, or by the
 * clerk, and then it is accepted. Refuses what the rules do not take (`assertLodgeable`), a second one of the same
 * principal (`decisions.proxy_given`), and anybody else.
 */
export async function lodgeProxy(
	services: Services,
	actor: Actor,
	input: { meetingId: string; principalId: string; holderId: string },
	key?: string,
): Promise<{ proxyId: string }> {
	return command(
		services,
		actor,
		'decisions.lodge_proxy',
		input.meetingId,
		async (tx) => {
			const { meeting, standing } = await entering(tx, actor, input.meetingId, 'live.follow');
			const clerk = can(standing, 'decisions.record_ballot');
			if (input.principalId === '') throw new Refusal('decisions.proxy_whose', {}, 'principalId');
			if (input.holderId === '') throw new Refusal('decisions.proxy_to_whom', {}, 'holderId');
			const given = { principalId: known(input.principalId), holderId: known(input.holderId) };
			if (given.principalId !== actor.personId && !clerk) throw new Refusal('kernel.not_allowed');
			const constitution = await constitutionOf(tx, meeting.partnershipId, meeting.bodyId);
			if (!constitution) throw new Refusal('decisions.no_rules');
			const seats = await votingSeats(tx, meeting.partnershipId, meeting.bodyId);
			const seatOf = (personId: string) => seats.find(({ holderId }) => holderId === personId);
			const standingNow = await proxiesOf(tx, meeting);
			assertLodgeable(given, {
				rules: constitution.rules.proxies,
				startsAt: meeting.startsAt,
				off: await closuresOf(tx, meeting.partnershipId),
				begun: meeting.status === 'in_session' || meeting.status === 'ended',
				now: tx.now,
				given: standingNow.filter((each) => each.principalId !== given.principalId),
				principalHasSeat: seatOf(given.principalId) !== undefined,
				holderHasSeat: seatOf(given.holderId) !== undefined,
				deputyNamed: (await apologiesOf(tx, meeting)).some(
					({ personId, deputyPersonId }) =>
						personId === given.principalId && deputyPersonId !== null,
				),
			});
			if (standingNow.some((each) => each.principalId === given.principalId))
				throw new Refusal('decisions.proxy_given', {}, 'principalId');
			const seat = seatOf(given.principalId);
			if (!seat) throw new Error('a principal with a seat has one');
			const id = tx.uuid();
			await insertProxy(
				tx,
				{ partnershipId: meeting.partnershipId, meetingId: meeting.id },
				{
					...given,
					id,
					seatId: seat.seatId,
					byPersonId: actor.personId,
					accepted: clerk,
				},
			);
			return { proxyId: id };
		},
		key,
	);
}

/** The clerk accepts a proxy that was lodged: from then on it is carried. Refuses once the meeting has begun. */
export async function acceptProxy(
	services: Services,
	actor: Actor,
	input: { meetingId: string; proxyId: string },
): Promise<void> {
	await command(services, actor, 'decisions.accept_proxy', input.proxyId, async (tx) => {
		const { meeting } = await entering(tx, actor, input.meetingId, 'decisions.record_ballot');
		const proxy = await standingProxy(tx, meeting, input.proxyId);
		if (proxy.acceptedAt) return;
		if (meeting.status === 'in_session' || meeting.status === 'ended')
			throw new Refusal('decisions.proxy_late');
		await acceptProxyRow(tx, meeting.partnershipId, proxy.id, actor.personId);
	});
}

/**
 * The principal takes their vote back, the holder gives it back, or the clerk ends it (does not accept it). Refused while a
 * vote is open that counts it (`decisions.proxy_carried`), since that roll is frozen; it is not carried in the next.
 */
export async function endProxy(
	services: Services,
	actor: Actor,
	input: { meetingId: string; proxyId: string },
): Promise<void> {
	await command(services, actor, 'decisions.end_proxy', input.proxyId, async (tx) => {
		const { meeting, standing } = await entering(tx, actor, input.meetingId, 'live.follow');
		const proxy = await standingProxy(tx, meeting, input.proxyId);
		const own = [proxy.principalId, proxy.holderId].includes(actor.personId);
		if (!own && !can(standing, 'decisions.record_ballot')) throw new Refusal('kernel.not_allowed');
		if (await isCarriedInOpenVote(tx, meeting, proxy.seatId))
			throw new Refusal('decisions.proxy_carried');
		await endProxyRow(tx, meeting.partnershipId, proxy.id, actor.personId);
	});
}

async function standingProxy(tx: Tx, meeting: Meeting, id: string): Promise<Proxy> {
	const proxy = (await proxiesOf(tx, meeting)).find((each) => each.id === known(id));
	if (!proxy) throw notFound();
	return proxy;
}

/**
 * The votes that are carried by proxy in a decision that opens now, by seat. `counted` are the seats filled by people who
 * count; whoever holds a vote for a seat that is no longer their principal's carries none.
 */
export async function carriedProxies(
	tx: Reading,
	meeting: Pick<Meeting, 'partnershipId' | 'id'>,
	people: readonly Attending[],
	counted: ReadonlySet<string>,
	entitled: readonly VotingSeat[],
): Promise<Map<string, Proxy>> {
	const accepted = (await proxiesOf(tx, meeting)).filter(
		({ acceptedAt, seatId, principalId }) =>
			acceptedAt !== null &&
			entitled.some((seat) => seat.seatId === seatId && seat.holderId === principalId),
	);
	if (accepted.length === 0) return new Map();
	const there = people.map(({ personId, seatId }) => ({
		personId,
		seatId: seatId !== null && counted.has(seatId) ? seatId : null,
	}));
	return carriedNow(accepted, there, new Set(entitled.map(({ seatId }) => seatId)));
}

/** Those who gave their votes, as if they sat in their seats: what keeps them from deciding keeps their votes from it too. */
export function principalsOf(carried: ReadonlyMap<string, Proxy>): Attending[] {
	return [...carried.values()].map(({ principalId, seatId }) => ({
		personId: principalId,
		seatId,
		asDeputy: false,
		mode: 'in_person',
	}));
}

/** One seat has one voice: inside the transaction of whoever names a deputy, or sits down as one, beside a proxy for the seat. */
export async function refuseDeputyBesideProxy(tx: Tx, event: AttendanceChanged): Promise<void> {
	const meeting = { partnershipId: event.partnershipId, id: event.meetingId };
	if (event.change !== 'apology' && event.change !== 'arrived' && event.change !== 'moved') return;
	const given = await proxiesOf(tx, meeting);
	if (given.length === 0) return;
	const named = (await apologiesOf(tx, meeting)).filter(
		({ deputyPersonId }) => deputyPersonId !== null,
	);
	const seated = (await attendingNow(tx, meeting)).filter(({ asDeputy }) => asDeputy);
	const beside = given.find(
		(proxy) =>
			(event.change === 'apology' &&
				event.personId === proxy.principalId &&
				named.some(({ personId }) => personId === proxy.principalId)) ||
			seated.some(({ personId, seatId }) => personId === event.personId && seatId === proxy.seatId),
	);
	if (beside) throw new Refusal('decisions.deputy_beside_proxy', { name: beside.holderName });
}
