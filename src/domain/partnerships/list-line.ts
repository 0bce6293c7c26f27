import type { Text } from '../kernel/text.ts';
import type { ListFault, ListLine } from './list-cells.ts';
import type { ListRow } from './list-columns.ts';
import { nameKey } from './names.ts';

/** A line on its way through the plan. */
export interface Line {
	readonly at: number;
	readonly row: ListRow;
	readonly line: ListLine;
	readonly faults: ListFault[];
	state: 'new' | 'changed' | 'same';
	organisationId?: string;
	personId?: string;
}

/** By what names an organisation, a sector or a body is known. */
export const keysOf = (name: Text): string[] =>
	[name.en, name.cy].flatMap((each) => (each ? [nameKey(each)] : []));

export const touched = (line: Line, state: 'new' | 'changed'): void => {
	if (line.state !== 'new') line.state = state;
};
