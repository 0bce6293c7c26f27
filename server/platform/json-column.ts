import type { ColumnType } from 'kysely';

/** A jsonb column: read as a value its store must narrow, written as JSON text. */
export type JsonColumn = ColumnType<unknown, string, string>;
