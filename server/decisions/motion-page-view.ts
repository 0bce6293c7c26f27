import { senseOf, type ConsensusAnswer, type Sense } from '#domain/decisions/consensus.ts';
import {
	isOpenToChange,
	isSettled,
	proposingLeft,
	type MotionAct,
	type MotionState,
} from '#domain/decisions/motion.ts';
import type { DecisionEffect } from '#domain/decisions/poll.ts';
import { changesBetween, marked, type Marked } from '#domain/decisions/text-changes.ts';
import { shortNotice, type ShortNotice } from '#domain/meetings/notice.ts';
import type { InterestKind, Recusal } from '#domain/meetings/interests.ts';
import type { Quorum } from '#domain/meetings/quorum.ts';
import type { Locale, Text } from '#domain/kernel/text.ts';
import type { DecisionClass, Rules, Threshold } from '#domain/partnerships/constitution.ts';
import { can } from '#domain/partnerships/policy.ts';
import { itemsOf } from '../meetings/item-store.ts';
import { meetingBySlug } from '../meetings/meeting-store.ts';
import { closuresOf } from '../partnerships/closed-days.ts';
import { namesIn } from '../partnerships/person-store.ts';
import { constitutionOf, sectorsOf, standingOf, votingSeats } from '../partnerships/store.ts';
import { reading, type Services } from '../platform/tx.ts';
import { maySee } from './access.ts';
import { amendmentsOf, type Amendment } from './amendment-store.ts';
import { mergedInto } from './amendments.ts';
import { asked } from './consensus.ts';
import { answersOf, checksOf } from './consensus-store.ts';
import { presides } from './motion-acts.ts';
import { eventsOf, motionsOfMeeting, versionsOf } from './motion-store.ts';
import {
	amendmentVoteUnderWay,
	notReopenedIn,
	pollsOfMeeting,
	type NotReopened,
} from './poll-store.ts';
import { plansOfMeeting, type PollPlan } from './poll-plan-store.ts';
import type { Viewer } from './views.ts';

export interface AmendmentView {
	readonly amendmentId: string;
	/** The number of the amendment that it amends; null for one of the motion. */
	readonly of: number | null;
	readonly number: number;
	readonly proposer: string;
	readonly state: Amendment['state'];
	readonly lang: Locale;
	readonly changes: readonly Marked[];
	readonly text: string;
	/** The text has changed under the same words since. */
	readonly clash: boolean;
	readonly mine: boolean;
}

export interface CheckView {
	readonly version: number;
	readonly openedAt: Date;
	readonly closedAt: Date | null;
	readonly outcome: 'agreed' | 'discussed' | 'polled' | 'left' | null;
	readonly sense: Sense;
	/** By name, once it is over; while it goes on for who runs it only. */
	readonly said: readonly {
		readonly name: string;
		readonly answer: ConsensusAnswer;
		readonly reason: string | null;
	}[];
}

export interface MotionPage {
	readonly meeting: { readonly slug: string; readonly startsAt: Date; readonly inSession: boolean };
	readonly item: {
		readonly number: number;
		readonly open: boolean;
		readonly taken: boolean;
	} | null;
	/** The vote on it that is prepared, for those who run votes. */
	readonly plan: PollPlan | null;
	readonly motionId: string;
	readonly itemId: string;
	readonly code: string;
	readonly title: Text;
	readonly text: Text;
	readonly version: number;
	readonly state: MotionState;
	readonly settledBy: 'consensus' | 'vote' | 'override' | null;
	readonly decisionClass: DecisionClass;
	readonly effect: DecisionEffect;
	readonly mover: string | null;
	readonly seconder: string | null;
	/** What is still to be done before it is discussed or decided, by what the rules ask of those who propose. */
	readonly proposingLeft: 'mover' | 'seconder' | null;
	/** An amendment is being voted on, or its result is still to be shown. */
	readonly amendmentVote: boolean;
	readonly noticeGivenOn: string | null;
	/** Where the rules ask for more clear working days of notice than it had; until it is decided. */
	readonly noticeShort: ShortNotice | null;
	readonly rule: { readonly threshold: Threshold; readonly tie: Rules['tie'] } | null;
	readonly consensusFirst: boolean;
	readonly versions: readonly {
		readonly version: number;
		readonly text: Text;
		readonly textHash: string;
		readonly madeAt: Date;
	}[];
	readonly amendments: readonly AmendmentView[];
	readonly checks: readonly CheckView[];
	readonly events: readonly {
		readonly act: MotionAct;
		readonly to: MotionState;
		readonly at: Date;
		readonly by: string;
		readonly reason: string | null;
	}[];
	/** Who takes no part in deciding it, by name; while it is still to be decided. */
	readonly recused: readonly {
		readonly name: string;
		readonly effect: 'remain_and_speak' | 'leave';
		readonly why: InterestKind | 'benefits';
	}[];
	/** The quorum of this decision, once those have left; null outside a meeting in session. */
	readonly quorum: Quorum | null;
	readonly sectors: readonly { readonly id: string; readonly name: Text }[];
	/** The words for the codes of organisations in `quorum`. */
	readonly organisationNames: Readonly<Record<string, Text>>;
	/** Whom the clerk may record a declaration for: everybody there, by name. */
	readonly people: readonly { readonly personId: string; readonly name: string }[];
	/** Polls on it and its amendments whose results have been shown. */
	readonly shownPolls: readonly { readonly pollId: string; readonly amendment: number | null }[];
	/** Why a vote that was made void could not be taken again by itself; for who runs votes, until it is. */
	readonly notReopened: NotReopened | null;
	readonly me: {
		readonly propose: boolean;
		readonly run: boolean;
		readonly presides: boolean;
		readonly mover: boolean;
		/** Whether they sit in a seat, and so may move or second it. */
		readonly seated: boolean;
		/** Whether they are at the meeting, and so may declare an interest. */
		readonly declares: boolean;
		readonly recused: Recusal | null;
		/** Whether they sit in a seat that is asked, and what they answered. */
		readonly asked: boolean;
		readonly answer: { readonly answer: ConsensusAnswer; readonly reason: string | null } | null;
	} | null;
}

/** A motion with its texts, amendments, checks and what happened to it. Undefined for one that is not there or not for the viewer. */
export async function motionPage(
	services: Pick<Services, 'db'>,
	viewer: Viewer,
	where: { meeting: string; code: string },
): Promise<MotionPage | undefined> {
	return reading(services, async (tx) => {
		const { partnershipId, actor } = viewer;
		const meeting = await meetingBySlug(tx, partnershipId, where.meeting);
		const motion =
			meeting &&
			(await motionsOfMeeting(tx, partnershipId, meeting.id)).find(
				({ code }) => code === where.code,
			);
		if (!motion || !(await maySee(tx, actor, motion))) return undefined;
		const standing = actor && (await standingOf(tx, actor, meeting.bodyId));
		if (!standing && (meeting.status === 'draft' || motion.state === 'draft')) return undefined;

		const names = await namesIn(tx, partnershipId);
		const name = (id: string) => names.get(id) ?? '';
		const constitution = await constitutionOf(tx, partnershipId, meeting.bodyId);
		const item = (await itemsOf(tx, partnershipId, meeting.id)).find(
			({ id }) => id === motion.itemId,
		);
		const run = can(standing, 'decisions.run_poll');
		const { counted, people, recused, there } = constitution
			? await asked(tx, meeting, motion)
			: { counted: new Set<string>(), people: [], recused: [], there: null };
		const sitting = people.find((each) => each.personId === actor?.personId);
		const ownSeat = sitting?.seatId && counted.has(sitting.seatId) ? sitting.seatId : null;

		const noticeAsked = constitution?.rules.thresholds[motion.decisionClass].noticeWorkingDays;
		const checks: CheckView[] = [];
		let own: { answer: ConsensusAnswer; reason: string | null } | null = null;
		for (const check of await checksOf(tx, motion)) {
			const answers = await answersOf(tx, check);
			const seats = answers.map(({ seatId }) => seatId);
			checks.push({
				version: check.version,
				openedAt: check.openedAt,
				closedAt: check.closedAt,
				outcome: check.outcome,
				sense: senseOf(check.closedAt ? seats : [...counted, ...seats], answers),
				said:
					check.closedAt || run
						? answers.map((each) => ({
								name: name(each.personId),
								answer: each.answer,
								reason: each.reason,
							}))
						: [],
			});
			if (!check.closedAt) {
				const mine = answers.find(({ seatId }) => seatId === ownSeat);
				own = mine ? { answer: mine.answer, reason: mine.reason } : null;
			}
		}

		const amendments = await amendmentsOf(tx, motion);
		const numberOf = new Map(amendments.map(({ id }, at) => [id, at + 1]));
		return {
			meeting: {
				slug: meeting.slug,
				startsAt: meeting.startsAt,
				inSession: meeting.status === 'in_session',
			},
			item: item
				? { number: item.number, open: item.state === 'open', taken: item.state === 'done' }
				: null,
			plan: run
				? ((await plansOfMeeting(tx, partnershipId, meeting.id)).find(
						({ motionId }) => motionId === motion.id,
					) ?? null)
				: null,
			motionId: motion.id,
			code: motion.code,
			title: motion.title,
			text: motion.text,
			version: motion.version,
			state: motion.state,
			settledBy: motion.settledBy,
			decisionClass: motion.decisionClass,
			effect: motion.effect,
			mover: motion.moverPersonId ? name(motion.moverPersonId) : null,
			seconder: motion.seconderPersonId ? name(motion.seconderPersonId) : null,
			proposingLeft: isSettled(motion.state)
				? null
				: proposingLeft(constitution?.rules.proposing ?? 'anyone', {
						state: motion.state,
						seconded: motion.seconderPersonId !== null,
					}),
			amendmentVote: await amendmentVoteUnderWay(tx, motion),
			noticeGivenOn: motion.noticeGivenOn,
			noticeShort:
				noticeAsked && motion.noticeGivenOn && !isSettled(motion.state)
					? shortNotice(
							noticeAsked,
							motion.noticeGivenOn,
							meeting.startsAt,
							await closuresOf(tx, partnershipId),
						)
					: null,
			rule: constitution
				? {
						threshold: constitution.rules.thresholds[motion.decisionClass],
						tie: constitution.rules.tie,
					}
				: null,
			consensusFirst: constitution?.rules.consensusFirst ?? false,
			versions: await versionsOf(tx, motion),
			amendments: amendments.map((amendment) => {
				const parent = amendments.find(({ id }) => id === amendment.parentId);
				const now = parent ? parent.text : (motion.text[amendment.locale] ?? '');
				const proposed = amendment.state === 'proposed';
				return {
					amendmentId: amendment.id,
					of: amendment.parentId === null ? null : (numberOf.get(amendment.parentId) ?? null),
					number: numberOf.get(amendment.id) ?? 0,
					proposer: name(amendment.proposerPersonId),
					state: amendment.state,
					lang: amendment.locale,
					changes: marked(amendment.baseText, changesBetween(amendment.baseText, amendment.text)),
					text: amendment.text,
					clash: proposed && isOpenToChange(motion.state) && mergedInto(now, amendment) === null,
					mine: amendment.proposerPersonId === actor?.personId,
				};
			}),
			checks,
			events: (await eventsOf(tx, motion)).map((event) => ({
				act: event.act,
				to: event.to,
				at: event.at,
				by: name(event.byPersonId),
				reason: event.reason,
			})),
			recused: isSettled(motion.state)
				? []
				: recused.map(({ personId, effect, why }) => ({ name: name(personId), effect, why })),
			quorum: meeting.status === 'in_session' && !isSettled(motion.state) ? there : null,
			sectors: (await sectorsOf(tx, partnershipId)).map((sector) => ({
				id: sector.id,
				name: sector.name,
			})),
			organisationNames: Object.fromEntries(
				(await votingSeats(tx, partnershipId, meeting.bodyId)).flatMap(
					({ organisationCode, organisationName }) =>
						organisationCode === null ? [] : [[organisationCode, organisationName]],
				),
			),
			people: can(standing, 'meetings.record_attendance')
				? people.map(({ personId }) => ({ personId, name: name(personId) }))
				: [],
			itemId: motion.itemId,
			shownPolls: (await pollsOfMeeting(tx, partnershipId, meeting.id))
				.filter((poll) => poll.motionId === motion.id && poll.state.state === 'shown')
				.map(({ id, manifest }) => ({ pollId: id, amendment: manifest.amendment?.number ?? null })),
			notReopened:
				run && !isSettled(motion.state)
					? ((await notReopenedIn(tx, partnershipId, meeting.id)).findLast(
							({ motionId }) => motionId === motion.id,
						)?.why ?? null)
					: null,
			me: standing
				? {
						propose: can(standing, 'decisions.propose'),
						run,
						presides: presides(standing),
						mover: motion.moverPersonId === actor?.personId,
						seated: sitting?.seatId != null,
						declares: sitting !== undefined,
						recused: recused.find((each) => each.personId === actor?.personId) ?? null,
						asked: ownSeat !== null,
						answer: own,
					}
				: null,
		};
	});
}
