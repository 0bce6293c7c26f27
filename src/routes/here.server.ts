import { error, type RequestEvent } from '@sveltejs/kit';
import type { Actor } from '#domain/kernel/actor.ts';
import { Refusal } from '#domain/kernel/refusal.ts';
import { readerAt, type Partnership } from '#server/partnerships/store.ts';

export interface Here {
	readonly partnership: Partnership;
	/** Who the reader is in this partnership; null for a visitor. */
	readonly actor: Actor | null;
	/** The reader's role asks for a second factor, and they came in without: they read, and do nothing. */
	readonly weak: boolean;
}

/** The partnership of the address and who the reader is there. Answers 404 for an unknown one. */
export async function here(event: Pick<RequestEvent, 'params' | 'locals'>): Promise<Here> {
	const { app, account, session } = event.locals;
	const slug = (event.params as Record<string, string | undefined>)['partnership'] ?? '';
	const reader = await readerAt(app.db, slug, account?.id ?? null);
	if (!reader) error(404);
	const { partnership, actor, demanded } = reader;
	return { partnership, actor, weak: demanded && !session?.secondFactor };
}

/** The reader as actor of a command; refuses a visitor, and whoever still owes a second factor (`kernel.second_factor`). */
export function acting(where: Here): Actor {
	if (!where.actor) throw new Refusal('kernel.not_signed_in');
	if (where.weak) throw new Refusal('kernel.second_factor');
	return where.actor;
}

/** The reader's account; refuses a visitor. */
export function signedIn({ locals }: Pick<RequestEvent, 'locals'>): { id: string; email: string } {
	if (!locals.account) throw new Refusal('kernel.not_signed_in');
	return locals.account;
}

/** For so long after signing in one may do what needs a fresh sign-in: a day's work, and never last month's tablet. */
const freshHours = 12;

/**
 * Refuses `kernel.sign_in_again` where the person last showed longer ago who they are: for publishing, opening votes,
 * roles, exports and the ways into an account.
 */
export function fresh({ app, session }: App.Locals): void {
	if (!session) throw new Refusal('kernel.not_signed_in');
	const age = app.clock.now().getTime() - session.freshAt.getTime();
	if (age > freshHours * 3_600_000) throw new Refusal('kernel.sign_in_again');
}
