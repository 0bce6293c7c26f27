/** The process's clock, for idle times and log lines. What the rules judge by is the database's, in `Tx.now`. */
export interface Clock {
	now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
