import type { SectionLine } from '#domain/documents/document.ydoc.ts';
import type { RichText } from '#domain/documents/rich-text.ts';
import type { Room } from '#lib/relay/room.svelte.ts';

/** A page opens at most eight rooms: the document's and those of seven sections in view. */
const sectionRooms = 7;

export interface Followed {
	readonly id: string;
	readonly roomId: string;
}

export interface Options {
	readonly accountId: string;
	readonly documentRoomId: string;
	readonly sections: readonly Followed[];
}

/** Somebody who has a section open. */
export interface Elsewhere {
	readonly name: string;
	readonly colour: number;
	readonly sectionId: string;
}

/**
 * Keeps a page that was rendered by the server fresh: order and states by the document's room, texts by the rooms of the
 * sections in view. Nothing of it is loaded until `start`, and yjs only then.
 */
export class SectionFollower {
	/** Newer texts than the page's own, by section id. */
	texts: Readonly<Record<string, RichText>> = $state.raw({});
	/** Newer lines than the page's own, by section id. */
	lines: ReadonlyMap<string, SectionLine> | undefined = $state.raw();
	readonly #options: Options;
	#rooms: Record<string, Room> = $state.raw({});
	#inView: string[] = [];
	#open: ((kind: string, id: string) => Room) | undefined;
	#read: ((room: Room) => RichText) | undefined;
	#gone = false;
	#document: Room | undefined;

	constructor(options: Options) {
		this.#options = options;
	}

	/** Who else is in the sections that are followed. */
	get people(): readonly Elsewhere[] {
		return Object.entries(this.#rooms).flatMap(([sectionId, room]) =>
			room.people
				.filter(({ place }) => place === 'writing')
				.map(({ name, colour }) => ({ name, colour, sectionId })),
		);
	}

	async start(): Promise<void> {
		const [{ openRoom }, { readBody }, { readSections }] = await Promise.all([
			import('#lib/relay/room.svelte.ts'),
			import('#domain/documents/section.ydoc.ts'),
			import('#domain/documents/document.ydoc.ts'),
		]);
		if (this.#gone) return;
		const { accountId, documentRoomId } = this.#options;
		this.#open = (kind, id) => openRoom({ kind, id, accountId });
		this.#read = (room) => readBody(room.doc);
		const document = this.#open('document', documentRoomId);
		const onLines = () => (this.lines = readSections(document.doc));
		document.doc.on('update', onLines);
		this.#document = document;
		this.#follow();
	}

	/** Says that a section came into view or left it. */
	seen(sectionId: string, inView: boolean): void {
		this.#inView = this.#inView.filter((id) => id !== sectionId);
		if (inView) this.#inView.push(sectionId);
		this.#follow();
	}

	stop(): void {
		this.#gone = true;
		this.#document?.destroy();
		for (const room of Object.values(this.#rooms)) room.destroy();
		this.#rooms = {};
	}

	#follow(): void {
		if (!this.#open || this.#gone) return;
		const wanted = this.#inView.slice(-sectionRooms);
		for (const id of Object.keys(this.#rooms)) if (!wanted.includes(id)) this.#leave(id);
		for (const id of wanted) this.#enter(id);
	}

	#enter(id: string): void {
		const section = this.#options.sections.find((one) => one.id === id);
		if (!section || !this.#open || this.#rooms[id]) return;
		const room = this.#open('section', section.roomId);
		const onText = () => {
			const text = this.#read?.(room);
			if (room.synced && text) this.texts = { ...this.texts, [id]: text };
		};
		room.doc.on('afterAllTransactions', onText);
		this.#rooms = { ...this.#rooms, [id]: room };
	}

	#leave(id: string): void {
		this.#rooms[id]?.destroy();
		this.#rooms = Object.fromEntries(Object.entries(this.#rooms).filter(([key]) => key !== id));
	}
}
