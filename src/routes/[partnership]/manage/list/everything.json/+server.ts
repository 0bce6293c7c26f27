import { exportEverything } from '#server/publication/everything.ts';
import { exporting } from '../exporting.server.ts';
import type { RequestHandler } from './$types';

/** Everything the partnership has here, but for exempt items that the reader is kept from. */
export const GET: RequestHandler = (event) =>
	exporting(event, 'everything.json', 'application/json', exportEverything);
