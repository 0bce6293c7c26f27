import type { Text } from '#domain/kernel/text.ts';
import type { App as MoothallApp } from '#server/app.ts';

declare global {
	namespace App {
		interface Locals {
			app: MoothallApp;
			/** Who is signed in, if anyone. */
			account: { id: string; email: string } | null;
			/** The public reference of the session; never its id. */
			session: { ref: string; way: string; secondFactor: boolean; freshAt: Date } | null;
		}
		/** What any load may hand to the shell of the page (src/routes/+layout.svelte). */
		interface PageData {
			partnership?: {
				slug: string;
				name: Text;
				fictional?: boolean;
				/** What it works in: forms ask for Welsh words where it is not English alone. */
				languages?: 'en' | 'cy' | 'both';
			};
			person?: { name: string } | null;
			/** The reader runs the partnership: the way to its set-up is shown. */
			manages?: boolean;
			account?: { id: string; email: string } | null;
			demo?: boolean;
			storeWarning?: boolean;
			draft?: boolean;
			/** A live page: wide header, no main navigation; the page draws its own bar and `<main id="main">`. */
			wide?: boolean;
			/** No shell at all (room screen, phone): the page draws everything, `<main id="main">` included. */
			bare?: boolean;
		}
		interface Error {
			message: string;
			/** The id under which a fault was logged. */
			id?: string;
		}
	}
}

export {};
