import { inject, onTestFinished } from 'vitest';
import { testStore } from '../../support/store.ts';
import { openHall, type Hall, type HallOptions } from './hall.ts';

/** A hall for one test: on a database of TEST_DATABASE_URL, else on a copy of the run's migrated PGlite store. */
export async function testHall(options: HallOptions): Promise<Hall> {
	const store = process.env['TEST_DATABASE_URL'] ? await testStore() : undefined;
	const hall = await openHall({
		...options,
		url: store?.url,
		migrated: store ? undefined : inject('migratedStore'),
	});
	onTestFinished(async () => {
		await hall.close();
		await store?.destroy();
	});
	return hall;
}
