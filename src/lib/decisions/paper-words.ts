import type { PaperTotals } from '#domain/decisions/paper-totals.ts';
import * as m from '#lib/paraglide/messages.js';

/** What was counted on paper, and who vouches for it. */
export const paperWords = ({ attested, ...totals }: PaperTotals): string =>
	attested
		? m.decisions_paper_attested({ ...totals, ways: attested })
		: m.decisions_paper_counted(totals);
