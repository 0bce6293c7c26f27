import type { App as MoothallApp } from '#server/app.ts';

declare global {
	namespace App {
		interface Locals {
			app: MoothallApp;
			/** Who is signed in, if anyone. */
			account: { id: string; email: string } | null;
			/** The public reference of the session; never its id. */
			session: { ref: string } | null;
		}
		interface Error {
			message: string;
			/** The id under which a fault was logged. */
			id?: string;
		}
	}
}

export {};
