import { systemClock } from '#server/platform/clock.ts';
import { readConfig } from '#server/platform/config.ts';
import type { Connection } from '#server/platform/db.ts';
import { systemIds } from '#server/platform/ids.ts';
import { createLog } from '#server/platform/log.ts';
import type { Services } from '#server/platform/tx.ts';

/** What commands need, without the app: no workers, no handlers. Cookies are named for a server at `origin`. */
export function servicesOn({ db }: Connection, origin?: string): Services {
	return {
		db,
		clock: systemClock,
		ids: systemIds,
		log: createLog('silent'),
		config: readConfig({ ORIGIN: origin }),
		handlers: new Map(),
		reacts: () => false,
		wakeOutbox: () => {},
	};
}
