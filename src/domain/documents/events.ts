import type { DomainEvent } from '../kernel/event.ts';
import type { SectionState } from './document.ts';

export interface SectionStateChanged extends DomainEvent {
	readonly type: 'documents.section_state_changed';
	readonly documentId: string;
	readonly sectionId: string;
	readonly state: SectionState;
}
