/** When an item is planned to start and end. */
export interface PlannedTime {
	readonly startsAt: Date;
	readonly endsAt: Date;
}

/** The planned times of items that follow one another from `start`; `minutes` are whole minutes. */
export function runningTimes(
	start: Date,
	items: readonly { readonly minutes: number }[],
): PlannedTime[] {
	let at = start.getTime();
	return items.map(({ minutes }) => {
		const startsAt = new Date(at);
		at += minutes * 60_000;
		return { startsAt, endsAt: new Date(at) };
	});
}

/** Planned minutes in all. */
export function plannedMinutes(items: readonly { readonly minutes: number }[]): number {
	return items.reduce((sum, { minutes }) => sum + minutes, 0);
}
