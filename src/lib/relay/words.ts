import { closeCode, type FrameRefusal } from '#domain/relay/protocol.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Told } from './tally.ts';

const refusals: Record<FrameRefusal | 'waiting', () => string> = {
	waiting: m.relay_not_saved_waiting,
	not_stored: m.relay_not_saved_not_stored,
	read_only: m.relay_not_saved_read_only,
	locked: m.relay_not_saved_locked,
	too_big: m.relay_not_saved_too_big,
	foreign_client: m.relay_not_saved_foreign_client,
	undeclared_root: m.relay_not_saved_undeclared_root,
	malformed: m.relay_not_saved_malformed,
	gap: m.relay_not_saved_gap,
	grows_too_fast: m.relay_not_saved_grows_too_fast,
};

/** These pass by themselves. */
const passing: readonly unknown[] = ['waiting', 'not_stored'];

/** The sentence about the reader's words. */
export function savedWords({ state, reason, unsaved, kept }: Told): string {
	switch (state) {
		case 'connecting':
			return m.relay_connecting();
		case 'saved':
			return m.relay_saved();
		case 'saving':
			return m.relay_saving();
		case 'offline':
			if (kept === 'yes') return m.relay_offline();
			if (!unsaved) return m.relay_offline_nothing();
			return kept === 'writing' ? m.relay_offline_writing() : m.relay_offline_not_kept();
		case 'not_saved':
			return (refusals[reason as FrameRefusal] ?? m.relay_not_saved_other)();
		case 'closed':
			return closedWords(reason, unsaved, kept === 'yes');
	}
}

function closedWords(code: unknown, unsaved: boolean, kept: boolean): string {
	switch (code) {
		case closeCode.sessionEnded:
			if (!unsaved) return m.relay_closed_signed_out();
			return kept ? m.relay_closed_signed_out_kept() : m.relay_closed_signed_out_unsaved();
		case closeCode.rightChanged:
			return unsaved ? m.relay_closed_not_yours_unsaved() : m.relay_closed_not_yours();
		case closeCode.gone:
			return unsaved ? m.relay_closed_gone_unsaved() : m.relay_closed_gone();
		case closeCode.replaced:
			return unsaved ? m.relay_closed_replaced_unsaved() : m.relay_closed_replaced();
		case closeCode.badFrame:
			return m.relay_closed_bad_frame();
		case closeCode.tooBig:
			return m.relay_closed_too_big();
		default:
			return m.relay_closed();
	}
}

/** What the reader can do about it, where there is something. */
export type WayOut = 'sign_in' | 'sign_in_elsewhere' | 'reload' | 'start_again';

export function wayOut({ state, reason, unsaved, kept }: Told): WayOut | null {
	if (state === 'not_saved') return passing.includes(reason) ? null : 'start_again';
	if (state !== 'closed') return null;
	if (reason === closeCode.badFrame || reason === closeCode.tooBig) return 'start_again';
	if (reason !== closeCode.sessionEnded) return 'reload';
	return unsaved && kept !== 'yes' ? 'sign_in_elsewhere' : 'sign_in';
}

/** How bad it is: from worse to better the page may be late, never the other way. */
export function gravity({ state, unsaved, kept }: Told): number {
	switch (state) {
		case 'saved':
			return 0;
		case 'connecting':
		case 'saving':
			return 1;
		case 'offline':
			return !unsaved || kept === 'yes' ? 2 : kept === 'writing' ? 3 : 4;
		case 'not_saved':
			return 5;
		case 'closed':
			return 6;
	}
}
