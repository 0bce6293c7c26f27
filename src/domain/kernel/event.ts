/**
 * News of one part to the parts right of it. Each part declares its own events in `events.ts`;
 * they hold ids, codes and hashes only, since they are kept in the outbox.
 */
export interface DomainEvent {
	readonly type: `${string}.${string}`;
	readonly partnershipId: string;
}
