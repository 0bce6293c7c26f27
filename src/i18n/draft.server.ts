import reviewed from './reviewed.json' with { type: 'json' };

const welsh = import.meta.glob<Record<string, unknown>>('./messages/*/cy.json', {
	eager: true,
	import: 'default',
});

/** True while any Welsh message has not been read by a translator (reviewed.json names those that have). */
export const welshIsDraft = Object.values(welsh).some((messages) =>
	Object.keys(messages).some((key) => !(reviewed as string[]).includes(key)),
);
