import { plainDate } from '../kernel/calendar.ts';
import { textIn, type Locale, type Text } from '../kernel/text.ts';
import type { WrittenOutcome, WrittenResult } from './written.ts';

/** What the next agenda says of a decision taken in writing; stands in a draft, where the clerk may change it. */
const words: Readonly<
	Record<
		Locale,
		{
			title: (title: string) => string;
			summary: Record<
				Exclude<WrittenOutcome, 'to_meeting' | 'void'>,
				(of: { date: string; counts: string; number: string }) => string
			>;
			counts: (for_: number, against: number, abstained: number, silent: number) => string;
			called: (members: number) => string;
		}
	>
> = {
	en: {
		title: (title) => `Between meetings: ${title}`,
		summary: {
			carried: ({ date, counts, number }) =>
				`Carried in writing on ${date}: ${counts} It is decision ${number}.`,
			not_carried: ({ date, counts }) => `Not agreed in writing, ${date}: ${counts}`,
			too_few: ({ date }) =>
				`Put in writing and not decided on ${date}: too few members answered for a quorum.`,
		},
		counts: (for_, against, abstained, silent) =>
			`${for_} for, ${against} against, ${abstained} abstained. ${silent} did not answer, and are counted in this as the rules say.`,
		called: (members) =>
			`This was put in writing. Members asked for a meeting instead (${members}), so nothing was counted and it comes here.`,
	},
	cy: {
		title: (title) => `Rhwng cyfarfodydd: ${title}`,
		summary: {
			carried: ({ date, counts, number }) =>
				`Derbyniwyd yn ysgrifenedig ar ${date}: ${counts} Penderfyniad ${number} ydyw.`,
			not_carried: ({ date, counts }) => `Ni chytunwyd yn ysgrifenedig, ${date}: ${counts}`,
			too_few: ({ date }) =>
				`Rhoddwyd yn ysgrifenedig ac ni phenderfynwyd ar ${date}: atebodd rhy ychydig o aelodau ar gyfer cworwm.`,
		},
		counts: (for_, against, abstained, silent) =>
			`${for_} o blaid, ${against} yn erbyn, ${abstained} yn ymatal. Ni atebodd ${silent}, ac fe’u cyfrifir yn hyn fel y dywed y rheolau.`,
		called: (members) =>
			`Rhoddwyd hwn yn ysgrifenedig. Gofynnodd aelodau am gyfarfod yn lle hynny (${members}), felly ni chyfrifwyd dim ac mae’n dod yma.`,
	},
};

/** The title and summary of the item that reports a settled procedure; `number` is its decision's, if it is one. */
export function reportItem(
	procedure: { readonly title: Text; readonly settledAt: Date; readonly result: WrittenResult },
	number: string | null,
): { title: Text; summary: Text } {
	const { result, settledAt } = procedure;
	const say = (locale: Locale) => {
		const { title, summary, counts, called } = words[locale];
		const own = textIn(procedure.title, locale).words;
		// A void one is put again and not reported.
		if (result.outcome === 'to_meeting' || result.outcome === 'void' || result.outcome === null)
			return { title: own, summary: called(result.objected.length) };
		const count = result.count?.counts;
		return {
			title: title(own),
			summary: summary[result.outcome]({
				date: plainDate(settledAt, locale),
				counts: count
					? counts(
							count.for,
							count.against,
							count.abstained,
							result.silentSeats ?? result.silent.length,
						)
					: '',
				number: number ?? '',
			}),
		};
	};
	const [en, cy] = [say('en'), say('cy')];
	return {
		title: { en: en.title, cy: cy.title },
		summary: { en: en.summary, cy: cy.summary },
	};
}
