import { generateKeyBetween } from 'fractional-indexing';
import type { KeyBetween } from '#domain/meetings/agenda.ydoc.ts';

/** Order keys as the server makes them: it writes alone, so they need no chance in them. */
export const keyBetween: KeyBetween = (before, after) => generateKeyBetween(before, after);
