import type { AttestedBy } from '#domain/decisions/attesting.ts';
import type { PaperClass, PaperSum, PaperTotals } from '#domain/decisions/paper-totals.ts';
import { isRanked, type Asked } from '#domain/decisions/question.ts';
import { textIn, type Text } from '#domain/kernel/text.ts';
import * as m from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import { optionWords } from './option-words.ts';

/** What each class of papers is: a sector, a weight, or both; neither where nothing is counted apart. */
export type PaperGroups = Readonly<
	Record<string, { readonly sector: Text | null; readonly weight: string | null }>
>;

/** Totals that were entered for two tellers, and how far each of them stands for them. */
export interface PapersEntered {
	readonly totals: PaperTotals;
	readonly by: string;
	readonly tellers: readonly {
		readonly personId: string;
		readonly name: string;
		readonly attestedBy: AttestedBy | null;
		readonly ways: readonly AttestedBy[];
		readonly signsIn: boolean;
		readonly card: 'has' | 'could' | 'none';
	}[];
}

/** What was counted on paper of a motion, and who vouches for it. */
export const paperWords = ({ attested, ...totals }: PaperSum): string =>
	attested
		? m.decisions_paper_attested({ ...totals, ways: attested })
		: m.decisions_paper_counted(totals);

/** The name of a class of papers. */
export function groupWords(groups: PaperGroups, of: string): string {
	const group = groups[of];
	const words = [
		...(group?.sector ? [textIn(group.sector, getLocale()).words] : []),
		...(group?.weight ? [m.decisions_paper_weight({ weight: group.weight })] : []),
	];
	return words.length > 0 ? words.join(', ') : m.decisions_paper_weight({ weight: '1' });
}

/** What papers of a question say, a line for each option, or for each pile of a ranking. */
export function paperLines(asked: Asked, totals: readonly Pick<PaperClass, 'votes'>[]): string[] {
	const got: Record<string, number> = {};
	for (const { votes } of totals)
		for (const [said, count] of Object.entries(votes)) got[said] = (got[said] ?? 0) + count;
	if (!isRanked(asked.method))
		return asked.options.map(({ id }) =>
			m.decisions_answer_mark({ option: optionWords(asked, id), mark: got[id] ?? 0 }),
		);
	const words = (said: string) =>
		said.split('>').map((place) => optionWords(asked, asked.options[Number(place) - 1]?.id ?? ''));
	return Object.entries(got).map(([said, count]) => `${count} × ${words(said).join(' > ')}`);
}
