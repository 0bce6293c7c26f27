import type { DocumentStatus, SectionState } from '#domain/documents/document.ts';
import * as m from '#lib/paraglide/messages.js';

/** "Contested": a state of a section in the reader's language. */
export function stateWords(state: SectionState): string {
	switch (state) {
		case 'drafting':
			return m.documents_state_drafting();
		case 'in_review':
			return m.documents_state_in_review();
		case 'contested':
			return m.documents_state_contested();
		case 'agreed':
			return m.documents_state_agreed();
	}
}

/** The colour of a state's tag; none is the blue of plain information. */
export function stateColour(state: SectionState): 'grey' | 'yellow' | 'green' | undefined {
	switch (state) {
		case 'drafting':
			return 'grey';
		case 'in_review':
			return undefined;
		case 'contested':
			return 'yellow';
		case 'agreed':
			return 'green';
	}
}

/** "Version 0.7, consultation draft". */
export function versionWords({
	version,
	status,
}: {
	version: string;
	status: DocumentStatus;
}): string {
	switch (status) {
		case 'draft':
			return m.documents_version_draft({ version });
		case 'consultation':
			return m.documents_version_consultation({ version });
		case 'adopted':
			return m.documents_version_adopted({ version });
	}
}

/** "1,400": alike in both languages. */
export const grouped = (count: number): string => count.toLocaleString('en-GB');
