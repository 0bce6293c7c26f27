import type { Actor } from '#domain/kernel/actor.ts';
import { dateFromIso, isoDate, plainDate } from '#domain/kernel/calendar.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import { textIn, type Locale, type Text } from '#domain/kernel/text.ts';
import type { MotionMoved } from '#domain/decisions/events.ts';
import { deadlineFrom } from '#domain/decisions/written.ts';
import { can } from '#domain/partnerships/policy.ts';
import { entering, known } from '../meetings/entering.ts';
import { itemsOf } from '../meetings/item-store.ts';
import { meetingsOf } from '../meetings/meeting-store.ts';
import { draftById, setDraft, type RulesDraft } from '../partnerships/rules-draft-store.ts';
import { mayDo } from '../partnerships/managing.ts';
import { bodyName, constitutionOf, standingOf } from '../partnerships/store.ts';
import { rulesOn, type RulesOn } from '../partnerships/views.ts';
import { command, reading, type Reading, type Services } from '../platform/tx.ts';
import { lodgeMotion } from './lodge-motion.ts';
import { motionById } from './motion-store.ts';
import { withUrn } from './prepare-urn.ts';
import { nextCode } from './put-down-motion.ts';
import { enterProcedure, isSecret, mayBePut } from './put-in-writing.ts';
import type { Viewer } from './views.ts';
import { procedureById } from './written-store.ts';

/** The motion that decides new rules, as its words stand in the minutes. */
const words: Readonly<
	Record<Locale, { title: string; text: (body: string, version: string, date: string) => string }>
> = {
	en: {
		title: 'Change to the rules',
		text: (body, version, date) =>
			`That the rules of the ${body} be as set out in version ${version}, from ${date}.`,
	},
	cy: {
		title: 'Newid i’r rheolau',
		text: (body, version, date) =>
			`Bod rheolau ${body} fel y nodir yn fersiwn ${version}, o ${date} ymlaen.`,
	},
};

function motionText(body: Text, draft: RulesDraft): Text {
	const say = (locale: Locale) =>
		words[locale].text(
			textIn(body, locale).words,
			draft.version,
			plainDate(dateFromIso(draft.effectiveFrom), locale),
		);
	return { en: say('en'), cy: say('cy') };
}

/** Puts drafted rules down as a motion under an item: changing the rules is a decision of its own class. Once a draft. */
export async function putRulesToDecision(
	services: Services,
	actor: Actor,
	input: { draftId: string; meetingId: string; itemId: string },
): Promise<{ meeting: string; code: string }> {
	return command(services, actor, 'decisions.rules_put_down', input.draftId, async (tx) => {
		const { partnershipId } = actor;
		const { meeting } = await entering(tx, actor, input.meetingId, 'decisions.propose');
		const draft = await draftById(tx, partnershipId, known(input.draftId));
		if (draft?.bodyId !== meeting.bodyId) throw notFound();
		if (isPut(draft)) throw new Refusal('decisions.rules_put_down');
		if (meeting.status === 'ended') throw new Refusal('decisions.meeting_over');
		const item = (await itemsOf(tx, partnershipId, meeting.id)).find(
			({ id }) => id === known(input.itemId),
		);
		if (!item || item.compartmentId !== null) throw notFound();
		if (item.state === 'done') throw new Refusal('decisions.item_taken', {}, 'itemId');
		const code = await nextCode(tx, partnershipId, meeting.id);
		const { motionId } = await lodgeMotion(tx, {
			partnershipId,
			meetingId: meeting.id,
			itemId: item.id,
			code,
			title: { en: words.en.title, cy: words.cy.title },
			text: motionText(await bodyName(tx, partnershipId, meeting.bodyId), draft),
			decisionClass: 'constitution_change',
			effect: 'partnership_decision',
			noticeGivenOn: isoDate(tx.now),
		});
		await setDraft(tx, { partnershipId, id: draft.id }, { motionId });
		const event: MotionMoved = {
			type: 'decisions.motion_moved',
			partnershipId,
			meetingId: meeting.id,
			itemId: item.id,
			motionId,
			act: 'give_notice',
			to: 'notice',
		};
		await tx.emit(event);
		return { meeting: meeting.slug, code };
	});
}

const isPut = (draft: RulesDraft): boolean =>
	draft.motionId !== null || draft.procedureId !== null || draft.constitutionId !== null;

/**
 * Puts drafted rules to all members in writing, where the rules in force decide in writing: as a decision of the same class as
 * in a meeting. Once a draft; one that is not carried may be put again. Refuses what `putInWriting` refuses.
 */
export async function putRulesInWriting(
	services: Services,
	actor: Actor,
	input: {
		draftId: string;
		deadline: Date | undefined;
		linkTo: ((number: string) => string) | null;
	},
): Promise<{ number: string }> {
	const { partnershipId } = actor;
	const draftId = known(input.draftId);
	const seen = await reading(services, (tx) => draftById(tx, partnershipId, draftId));
	if (!seen) throw notFound();
	const { bodyId } = seen;
	return withUrn(services, await isSecret(services, actor, bodyId, false), (urn) =>
		command(services, actor, 'decisions.rules_put_in_writing', draftId, async (tx) => {
			const rules = await mayBePut(tx, actor, bodyId);
			const draft = await draftById(tx, partnershipId, draftId);
			if (!draft) throw notFound();
			if (isPut(draft)) throw new Refusal('decisions.rules_put_down');
			const { id, number } = await enterProcedure(services, tx, actor, {
				bodyId,
				motion: {
					title: { en: words.en.title, cy: words.cy.title },
					text: motionText(await bodyName(tx, partnershipId, bodyId), draft),
					decisionClass: 'constitution_change',
					effect: 'partnership_decision',
				},
				left: { beneficiaries: [], seats: [] },
				secret: false,
				deadline: deadlineFrom(input.deadline, tx.now, rules.writtenProcedure.minDays),
				linkTo: input.linkTo,
				urn,
			});
			await setDraft(tx, { partnershipId, id: draft.id }, { procedureId: id });
			return { number };
		}),
	);
}

export interface RulesDraftView {
	readonly draftId: string;
	readonly body: Text;
	readonly version: string;
	readonly effectiveFrom: string;
	readonly before: RulesOn | null;
	readonly after: RulesOn;
	readonly adopted: boolean;
	readonly motion: { readonly meeting: string; readonly code: string } | null;
	/** The number of the motion in writing that decides it. */
	readonly written: string | null;
	/** Days that members have at least, where the reader may put it in writing; null where not. */
	readonly writtenDays: number | null;
	/** Items of coming meetings it can be put down under; only for who runs the partnership. */
	readonly items: readonly {
		readonly meetingId: string;
		readonly startsAt: Date;
		readonly itemId: string;
		readonly number: number;
		readonly title: Text;
	}[];
	readonly manages: boolean;
}

/** The draft, for who runs the partnership, and for everybody once it is put to decision; undefined for anybody else. */
export async function draftToSee(
	tx: Reading,
	{ partnershipId, actor }: Viewer,
	draftId: string,
): Promise<RulesDraft | undefined> {
	const draft = await draftById(tx, partnershipId, draftId);
	if (!draft || isPut(draft)) return draft;
	return actor !== null && (await mayDo(tx, actor, 'partnerships.manage')) ? draft : undefined;
}

/** Drafted rules beside those in force: for who runs the partnership, and for everybody once they are put to decision. */
export async function rulesDraftView(
	services: Pick<Services, 'db'>,
	viewer: Viewer,
	draftId: string,
): Promise<RulesDraftView | undefined> {
	return reading(services, async (tx) => {
		const { partnershipId, actor } = viewer;
		const draft = await draftToSee(tx, viewer, draftId);
		if (!draft) return undefined;
		const manages = actor !== null && (await mayDo(tx, actor, 'partnerships.manage'));
		const meetings = (await meetingsOf(tx, partnershipId)).filter(
			({ bodyId }) => bodyId === draft.bodyId,
		);
		const motion = draft.motionId && (await motionById(tx, partnershipId, draft.motionId));
		const inForce = await constitutionOf(tx, partnershipId, draft.bodyId);
		const procedure =
			draft.procedureId !== null
				? await procedureById(tx, partnershipId, draft.procedureId)
				: undefined;
		const items = [];
		if (manages && !isPut(draft))
			for (const meeting of meetings.filter(({ status }) => status !== 'ended'))
				for (const item of await itemsOf(tx, partnershipId, meeting.id))
					if (item.state !== 'done' && item.compartmentId === null)
						items.push({
							meetingId: meeting.id,
							startsAt: meeting.startsAt,
							itemId: item.id,
							number: item.number,
							title: item.title,
						});
		return {
			draftId,
			body: await bodyName(tx, partnershipId, draft.bodyId),
			version: draft.version,
			effectiveFrom: draft.effectiveFrom,
			before: inForce ? await rulesOn(tx, partnershipId, draft.bodyId, inForce.rules) : null,
			after: await rulesOn(tx, partnershipId, draft.bodyId, draft.rules),
			adopted: draft.constitutionId !== null,
			motion: motion
				? {
						meeting: meetings.find(({ id }) => id === motion.meetingId)?.slug ?? '',
						code: motion.code,
					}
				: null,
			written: procedure?.number ?? null,
			writtenDays:
				!isPut(draft) &&
				inForce?.rules.writtenProcedure.allowed &&
				actor !== null &&
				can(await standingOf(tx, actor, draft.bodyId), 'decisions.run_poll')
					? inForce.rules.writtenProcedure.minDays
					: null,
			items,
			manages,
		};
	});
}
