import { getLocale } from '#lib/paraglide/runtime.js';
import { exportList } from '#server/partnerships/list-export.ts';
import { exporting } from '../exporting.server.ts';
import type { RequestHandler } from './$types';

/** Organisations, seats and people with their addresses, as the page takes them back. */
export const GET: RequestHandler = (event) =>
	exporting(
		event,
		'list.xlsx',
		'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
		(app, actor) => exportList(app, actor, 'xlsx', getLocale()),
	);
