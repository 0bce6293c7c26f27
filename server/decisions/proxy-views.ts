import type { Actor } from '#domain/kernel/actor.ts';
import type { Text } from '#domain/kernel/text.ts';
import { lodgedBy } from '#domain/decisions/proxy.ts';
import type { NoticeEnd } from '#domain/meetings/notice.ts';
import { can } from '#domain/partnerships/policy.ts';
import type { Rules } from '#domain/partnerships/constitution.ts';
import { meetingBySlug } from '../meetings/meeting-store.ts';
import { closuresOf } from '../partnerships/closed-days.ts';
import { constitutionOf, standingOf, votingSeats } from '../partnerships/store.ts';
import { reading, type Services } from '../platform/tx.ts';
import { proxiesOf, type Proxy } from './proxy-store.ts';

export interface ProxiesPage {
	readonly meeting: { readonly id: string; readonly slug: string; readonly title: Text };
	readonly rules: Rules;
	/** Until when one may be lodged; null once that has gone by or the meeting has begun. */
	readonly until: NoticeEnd | null;
	/** The reader's own seat may be given to another. */
	readonly mine: string | null;
	readonly mayRecord: boolean;
	readonly begun: boolean;
	/** Everybody with a voting seat: whose vote, and to whom. */
	readonly members: readonly { readonly personId: string; readonly name: string }[];
	readonly proxies: readonly Proxy[];
}

/** The proxies of a meeting, for people of its body; undefined for anybody else. */
export async function proxiesPage(
	services: Pick<Services, 'db' | 'clock'>,
	reader: { partnershipId: string; actor: Actor | null },
	slug: string,
): Promise<ProxiesPage | undefined> {
	return reading(services, async (tx) => {
		const meeting = await meetingBySlug(tx, reader.partnershipId, slug);
		const standing =
			meeting && reader.actor && (await standingOf(tx, reader.actor, meeting.bodyId));
		if (!meeting || !standing || !can(standing, 'live.follow')) return undefined;
		const constitution = await constitutionOf(tx, reader.partnershipId, meeting.bodyId);
		if (!constitution) return undefined;
		const { rules } = constitution;
		const seats = await votingSeats(tx, reader.partnershipId, meeting.bodyId);
		const members = new Map(
			seats.flatMap(({ holderId, holderName }): [string, string][] =>
				holderId && holderName ? [[holderId, holderName]] : [],
			),
		);
		const off = await closuresOf(tx, reader.partnershipId);
		const until = lodgedBy(rules.proxies, meeting.startsAt, off);
		const begun = meeting.status === 'in_session' || meeting.status === 'ended';
		const me = reader.actor?.personId ?? '';
		return {
			meeting: { id: meeting.id, slug: meeting.slug, title: meeting.title },
			rules,
			until: rules.proxies.allowed && !begun && services.clock.now() <= until.at ? until : null,
			mine: members.has(me) ? me : null,
			mayRecord: can(standing, 'decisions.record_ballot'),
			begun,
			members: [...members].map(([personId, name]) => ({ personId, name })),
			proxies: await proxiesOf(tx, meeting),
		};
	});
}
