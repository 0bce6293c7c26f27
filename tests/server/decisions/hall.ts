import { testApp, type TestStore } from '../../support/store.ts';
import { inSession, type Hall } from './in-session.ts';

export { voters, type Hall } from './in-session.ts';

/** The demo's board in session, in a store of its own. */
export async function hall(): Promise<Hall & { readonly store: TestStore }> {
	const t = await testApp();
	return { ...(await inSession(t)), store: t.store };
}
