import { pino, type Logger } from 'pino';

export type Log = Logger;

/** JSON lines on standard error. Log ids and codes, never names, addresses or words people wrote. */
export function createLog(level: string): Log {
	return pino({ level, base: null }, pino.destination(2));
}
