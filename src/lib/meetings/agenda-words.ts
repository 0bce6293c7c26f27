import { textIn } from '#domain/kernel/text.ts';
import type { DraftProblem, Ground, ItemKind } from '#domain/meetings/agenda.ts';
import type { AgendaChange } from '#domain/meetings/changes.ts';
import type { MeetingMode, MeetingStatus } from '#domain/meetings/meeting.ts';
import * as m from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';

/** "For decision", "For discussion"… */
export function kindWords(kind: ItemKind): string {
	switch (kind) {
		case 'decision':
			return m.meetings_agenda_kind_decision();
		case 'discussion':
			return m.meetings_agenda_kind_discussion();
		case 'information':
			return m.meetings_agenda_kind_information();
		case 'procedural':
			return m.meetings_agenda_kind_procedural();
		case 'public':
			return m.meetings_agenda_kind_public();
	}
}

/** Where a meeting stands, for lists. */
export function statusWords(status: MeetingStatus, cancelled: boolean): string {
	if (cancelled) return m.meetings_change_cancelled();
	switch (status) {
		case 'draft':
			return m.meetings_agenda_status_draft();
		case 'published':
			return m.meetings_agenda_status_published();
		case 'in_session':
			return m.meetings_agenda_status_in_session();
		case 'ended':
			return m.meetings_agenda_status_ended();
	}
}

/** Why an item is not public, as a sentence. */
export function groundWords({ schedule, paragraph, reason }: Ground): string {
	const words = textIn(reason, getLocale()).words;
	return m.meetings_agenda_part2_ground({ schedule, paragraph, reason: words });
}

/** One change between two versions, as a sentence. An exempt item is named by its tag. */
export function changeWords(change: AgendaChange): string {
	const { number } = change;
	const title = textIn(change.title, getLocale()).words || m.meetings_agenda_part2();
	switch (change.change) {
		case 'added':
			return m.meetings_agenda_change_added({ number, title });
		case 'removed':
			return m.meetings_agenda_change_removed({ number, title });
		case 'moved':
			return m.meetings_agenda_change_moved({ number, title, from: change.from });
		case 'reworded':
			return m.meetings_agenda_change_reworded({ number, title });
		case 'retimed':
			return m.meetings_agenda_change_retimed({ number, title, from: change.from, to: change.to });
		case 'lead':
			return m.meetings_agenda_change_lead({ number, title });
		case 'kind':
			return newKindWords(change.to, { number, title });
	}
}

function newKindWords(kind: ItemKind, about: { number: number; title: string }): string {
	switch (kind) {
		case 'decision':
			return m.meetings_agenda_change_kind_decision(about);
		case 'discussion':
			return m.meetings_agenda_change_kind_discussion(about);
		case 'information':
			return m.meetings_agenda_change_kind_information(about);
		case 'procedural':
			return m.meetings_agenda_change_kind_procedural(about);
		case 'public':
			return m.meetings_agenda_change_kind_public(about);
	}
}

/** Something odd in the draft, as a sentence. */
export function problemWords(what: DraftProblem['what'], number: number): string {
	switch (what) {
		case 'not_an_item':
			return m.meetings_agenda_problem_not_an_item();
		case 'no_id':
			return m.meetings_agenda_problem_no_id();
		case 'duplicate_id':
			return m.meetings_agenda_problem_duplicate_id();
		case 'unknown_kind':
			return m.meetings_agenda_problem_unknown_kind({ number });
		case 'odd_minutes':
			return m.meetings_agenda_problem_odd_minutes({ number });
		case 'title_missing':
			return m.meetings_agenda_problem_title_missing({ number });
		case 'title_too_long':
			return m.meetings_agenda_problem_title_too_long({ number });
		case 'text_too_long':
			return m.meetings_agenda_problem_text_too_long({ number });
	}
}

/** How people meet. */
export function modeWords(mode: MeetingMode): string {
	switch (mode) {
		case 'in_person':
			return m.meetings_agenda_mode_in_person();
		case 'remote':
			return m.meetings_agenda_mode_remote();
		case 'hybrid':
			return m.meetings_agenda_mode_hybrid();
	}
}
