import type { Actor } from '#domain/kernel/actor.ts';
import { dateFromIso, isoDate, plainDate } from '#domain/kernel/calendar.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import { textIn, type Locale, type Text } from '#domain/kernel/text.ts';
import type { MotionMoved } from '#domain/decisions/events.ts';
import { entering, known } from '../meetings/entering.ts';
import { itemsOf } from '../meetings/item-store.ts';
import { meetingsOf } from '../meetings/meeting-store.ts';
import { draftById, setDraft, type RulesDraft } from '../partnerships/rules-draft-store.ts';
import { mayDo } from '../partnerships/managing.ts';
import { bodyName, constitutionOf } from '../partnerships/store.ts';
import { rulesOn, type RulesOn } from '../partnerships/views.ts';
import { command, reading, type Services } from '../platform/tx.ts';
import { lodgeMotion } from './lodge-motion.ts';
import { motionById } from './motion-store.ts';
import { nextCode } from './put-down-motion.ts';
import type { Viewer } from './views.ts';

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
		if (draft.motionId || draft.constitutionId) throw new Refusal('decisions.rules_put_down');
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

export interface RulesDraftView {
	readonly draftId: string;
	readonly body: Text;
	readonly version: string;
	readonly effectiveFrom: string;
	readonly before: RulesOn | null;
	readonly after: RulesOn;
	readonly adopted: boolean;
	readonly motion: { readonly meeting: string; readonly code: string } | null;
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

/** Drafted rules beside those in force: for who runs the partnership, and for everybody once they are put to decision. */
export async function rulesDraftView(
	services: Pick<Services, 'db'>,
	viewer: Viewer,
	draftId: string,
): Promise<RulesDraftView | undefined> {
	return reading(services, async (tx) => {
		const { partnershipId, actor } = viewer;
		const draft = await draftById(tx, partnershipId, draftId);
		if (!draft) return undefined;
		const manages = actor !== null && (await mayDo(tx, actor, 'partnerships.manage'));
		if (!manages && !draft.motionId && !draft.constitutionId) return undefined;
		const meetings = (await meetingsOf(tx, partnershipId)).filter(
			({ bodyId }) => bodyId === draft.bodyId,
		);
		const motion = draft.motionId && (await motionById(tx, partnershipId, draft.motionId));
		const inForce = await constitutionOf(tx, partnershipId, draft.bodyId);
		const items = [];
		if (manages && !draft.motionId && !draft.constitutionId)
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
			items,
			manages,
		};
	});
}
