import type { Text } from '../kernel/text.ts';
import type { ItemKind, PublishedAgenda, PublishedItem } from './agenda.ts';

interface About {
	readonly itemId: string;
	/** Its number in the newer agenda; in the older one where it was removed. */
	readonly number: number;
	/** Its title there; empty for an exempt item. */
	readonly title: Text;
}

/** One thing that differs between two published agendas. */
export type AgendaChange = About &
	(
		| { readonly change: 'added' }
		| { readonly change: 'removed' }
		| { readonly change: 'moved'; readonly from: number }
		| { readonly change: 'reworded' }
		| { readonly change: 'retimed'; readonly from: number; readonly to: number }
		| { readonly change: 'kind'; readonly from: ItemKind; readonly to: ItemKind }
		| { readonly change: 'lead' }
	);

/**
 * What changed from one published agenda to the next, in the order of the newer one, removed items last.
 * `moved` names the fewest items that explain the new order. `exemptReworded` are items whose words changed inside
 * their compartment, where this cannot look.
 */
export function agendaChanges(
	before: PublishedAgenda,
	after: PublishedAgenda,
	exemptReworded: ReadonlySet<string> = new Set(),
): AgendaChange[] {
	const old = new Map(before.items.map((item) => [item.id, item]));
	const kept = new Set(after.items.map((item) => item.id));
	const moved = movedItems(before, after);
	const changes: AgendaChange[] = [];
	for (const item of after.items) {
		const about: About = { itemId: item.id, number: item.number, title: item.title };
		const was = old.get(item.id);
		if (!was) {
			changes.push({ ...about, change: 'added' });
			continue;
		}
		if (moved.has(item.id)) changes.push({ ...about, change: 'moved', from: was.number });
		if (!sameWords(was, item) || exemptReworded.has(item.id))
			changes.push({ ...about, change: 'reworded' });
		if (was.minutes !== item.minutes)
			changes.push({ ...about, change: 'retimed', from: was.minutes, to: item.minutes });
		if (was.kind !== item.kind)
			changes.push({ ...about, change: 'kind', from: was.kind, to: item.kind });
		if (was.lead !== item.lead) changes.push({ ...about, change: 'lead' });
	}
	for (const item of before.items)
		if (!kept.has(item.id))
			changes.push({ itemId: item.id, number: item.number, title: item.title, change: 'removed' });
	return changes;
}

function sameWords(a: PublishedItem, b: PublishedItem): boolean {
	return (
		sameText(a.title, b.title) &&
		sameText(a.summary, b.summary) &&
		a.askedTo.length === b.askedTo.length &&
		a.askedTo.every((line, index) => sameText(line, b.askedTo[index] as Text))
	);
}

const sameText = (a: Text, b: Text) => a.en === b.en && a.cy === b.cy;

/** Items outside the longest run that kept its order: moving these alone gives the new order. */
function movedItems(before: PublishedAgenda, after: PublishedAgenda): Set<string> {
	const position = new Map(before.items.map((item, index) => [item.id, index]));
	const common = after.items.filter((item) => position.has(item.id));
	const places = common.map((item) => position.get(item.id) as number);
	const length: number[] = [];
	const previous: number[] = [];
	let best = -1;
	places.forEach((place, here) => {
		length[here] = 1;
		previous[here] = -1;
		for (let there = 0; there < here; there++)
			if ((places[there] as number) < place && (length[there] as number) >= length[here]) {
				length[here] = (length[there] as number) + 1;
				previous[here] = there;
			}
		if (best === -1 || length[here] > (length[best] as number)) best = here;
	});
	const staying = new Set<string>();
	for (let at = best; at !== -1; at = previous[at] as number)
		staying.add((common[at] as PublishedItem).id);
	return new Set(common.map((item) => item.id).filter((id) => !staying.has(id)));
}
