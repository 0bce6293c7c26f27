import { daysLate, type ActionState } from '#domain/actions/action.ts';
import type { Actor } from '#domain/kernel/actor.ts';
import { isoDate } from '#domain/kernel/calendar.ts';
import type { Text } from '#domain/kernel/text.ts';
import { can } from '#domain/partnerships/policy.ts';
import { mayEnter } from '../compartments/views.ts';
import { peopleIn } from '../partnerships/person-store.ts';
import { boardId, organisationsOf, standingOf, votingSeats } from '../partnerships/store.ts';
import { reading, type Reading, type Services } from '../platform/tx.ts';
import { rightsOver } from './commands.ts';
import { actionsOf, entriesOf, type Action, type ActionEntry } from './store.ts';

type Asked = Pick<Services, 'db' | 'clock'>;

/** Who looks: somebody of the partnership, or a visitor. */
export interface Viewer {
	readonly partnershipId: string;
	readonly actor: Actor | null;
}

/** An action as lists show it. */
export interface ActionLine {
	readonly number: string;
	readonly text: Text;
	/** The name of a person, or of an organisation in its languages. */
	readonly owner: Text;
	readonly dueOn: string;
	readonly state: ActionState;
	readonly settledOn: string | null;
	readonly daysLate: number;
	/** Whether the viewer owns it, or sits for the organisation that does. */
	readonly mine: boolean;
}

export interface ActionFilter {
	/** "open" (late ones too), "late", "mine", "settled" or "all". */
	readonly show: string;
	/** Words that its text, number or owner must hold, in any case. */
	readonly words: string;
}

/** The action log: what the viewer may see, late ones first, then by date; settled ones the newest first. */
export async function actionRegister(
	services: Asked,
	viewer: Viewer,
	filter: ActionFilter,
): Promise<{
	lines: ActionLine[];
	counts: { open: number; late: number; mine: number };
	assigns: boolean;
}> {
	return reading(services, async (tx) => {
		const all = await seenBy(tx, services, viewer, () => true);
		const board = await boardId(tx, viewer.partnershipId);
		const standing =
			viewer.actor && board !== undefined && (await standingOf(tx, viewer.actor, board));
		const open = all.filter(({ state }) => state === 'open');
		const sought = filter.words.trim().toLocaleLowerCase();
		const shown: Readonly<Record<string, (line: ActionLine) => boolean>> = {
			late: (line) => line.daysLate > 0,
			mine: (line) => line.mine && line.state === 'open',
			settled: ({ state }) => state !== 'open',
			all: () => true,
		};
		const fits = shown[filter.show] ?? (({ state }: ActionLine) => state === 'open');
		return {
			lines: all
				.filter(
					(line) =>
						fits(line) &&
						[line.text.en, line.text.cy, line.owner.en, line.owner.cy, line.number].some((words) =>
							words?.toLocaleLowerCase().includes(sought),
						),
				)
				.toSorted(inOrder),
			counts: {
				open: open.length,
				late: open.filter((line) => line.daysLate > 0).length,
				mine: open.filter(({ mine }) => mine).length,
			},
			assigns: can(standing || null, 'actions.assign'),
		};
	});
}

/** Open ones by their date, then settled ones, the last first. */
function inOrder(a: ActionLine, b: ActionLine): number {
	if (a.state === 'open' && b.state === 'open') return a.dueOn < b.dueOn ? -1 : 1;
	if (a.state === 'open') return -1;
	if (b.state === 'open') return 1;
	return (b.settledOn ?? '') < (a.settledOn ?? '') ? -1 : 1;
}

/** The open actions for a home page: the reader's own first, then those most late; at most five. */
export async function openActions(services: Asked, viewer: Viewer): Promise<ActionLine[]> {
	const lines = await reading(services, (tx) =>
		seenBy(tx, services, viewer, ({ state }) => state === 'open'),
	);
	return lines.toSorted((a, b) => Number(b.mine) - Number(a.mine) || inOrder(a, b)).slice(0, 5);
}

/** What came of a decision, or of a meeting. */
export async function actionsFrom(
	services: Asked,
	viewer: Viewer,
	origin: { readonly decisionId: string } | { readonly meetingId: string },
): Promise<ActionLine[]> {
	const lines = await reading(services, (tx) =>
		seenBy(tx, services, viewer, (action) =>
			'decisionId' in origin
				? action.decisionId === origin.decisionId
				: action.meetingId === origin.meetingId,
		),
	);
	return lines.toSorted(inOrder);
}

export interface ActionPage extends ActionLine {
	readonly id: string;
	readonly ownerValue: string;
	/** Whether it came of an exempt item: then the public sees nothing of it. */
	readonly exempt: boolean;
	readonly decisionId: string | null;
	readonly meetingId: string | null;
	readonly entries: readonly (Omit<ActionEntry, 'personId'> & { readonly by: string | null })[];
	readonly owns: boolean;
	readonly assigns: boolean;
}

/** An action by its number; undefined for one that is not there or not for the viewer. */
export async function actionPage(
	services: Asked,
	viewer: Viewer,
	number: string,
): Promise<ActionPage | undefined> {
	return reading(services, async (tx) => {
		const action = (await actionsOf(tx, viewer.partnershipId)).find(
			(each) => each.number === number,
		);
		if (!action || !(await maySee(tx, viewer, action))) return undefined;
		const names = await namesFor(tx, viewer);
		return {
			...lineOf(action, names, isoDate(services.clock.now())),
			id: action.id,
			exempt: action.compartmentId !== null,
			ownerValue: `${action.owner.is}:${action.owner.id}`,
			decisionId: action.decisionId,
			meetingId: action.meetingId,
			entries: (await entriesOf(tx, action)).map(({ personId, ...entry }) => ({
				...entry,
				by: personId === null ? null : (names.people.get(personId) ?? null),
			})),
			...(await rightsOver(tx, viewer.actor, action)),
		};
	});
}

/** Everybody and every organisation an action may be given to. */
export async function possibleOwners(
	services: Pick<Services, 'db'>,
	partnershipId: string,
): Promise<{ value: string; name: Text }[]> {
	return reading(services, async (tx) => [
		...(await peopleIn(tx, partnershipId)).map(({ id, name }) => ({
			value: `person:${id}`,
			name: { en: name, cy: name },
		})),
		...(await organisationsOf(tx, partnershipId)).map(({ id, name }) => ({
			value: `organisation:${id}`,
			name,
		})),
	]);
}

interface Names {
	readonly people: ReadonlyMap<string, string>;
	readonly organisations: ReadonlyMap<string, Text>;
	/** Owners that are the viewer: "person:<id>", "organisation:<id>". */
	readonly mine: ReadonlySet<string>;
}

async function namesFor(tx: Reading, { partnershipId, actor }: Viewer): Promise<Names> {
	const board = actor && (await boardId(tx, partnershipId));
	const seats = board ? await votingSeats(tx, partnershipId, board) : [];
	return {
		people: new Map((await peopleIn(tx, partnershipId)).map(({ id, name }) => [id, name])),
		organisations: new Map(
			(await organisationsOf(tx, partnershipId)).map(({ id, name }) => [id, name]),
		),
		mine: new Set([
			...(actor ? [`person:${actor.personId}`] : []),
			...seats.flatMap(({ holderId, organisationId }) =>
				holderId !== null && holderId === actor?.personId ? [`organisation:${organisationId}`] : [],
			),
		]),
	};
}

async function maySee(tx: Reading, { actor }: Viewer, action: Action): Promise<boolean> {
	return action.compartmentId === null || mayEnter(tx, actor, action.compartmentId);
}

async function seenBy(
	tx: Reading,
	services: Pick<Services, 'clock'>,
	viewer: Viewer,
	which: (action: Action) => boolean,
): Promise<ActionLine[]> {
	const names = await namesFor(tx, viewer);
	const today = isoDate(services.clock.now());
	const lines: ActionLine[] = [];
	for (const action of await actionsOf(tx, viewer.partnershipId))
		if (which(action) && (await maySee(tx, viewer, action)))
			lines.push(lineOf(action, names, today));
	return lines;
}

function lineOf(action: Action, names: Names, today: string): ActionLine {
	const { owner } = action;
	const name = owner.is === 'person' ? names.people.get(owner.id) : undefined;
	return {
		number: action.number,
		text: action.text,
		owner: name === undefined ? (names.organisations.get(owner.id) ?? {}) : { en: name, cy: name },
		dueOn: action.dueOn,
		state: action.state,
		settledOn: action.settledOn,
		daysLate: daysLate(action, today),
		mine: names.mine.has(`${owner.is}:${owner.id}`),
	};
}
