/** The people of the demo whom a link signs in, in the order in which they are offered. */
export const personas = [
	{ key: 'chair', code: 'p01' },
	{ key: 'clerk', code: 'p21' },
	{ key: 'member', code: 'p02' },
	{ key: 'deputy', code: 'p19' },
	{ key: 'community', code: 'p12' },
	{ key: 'officer', code: 'p23' },
	{ key: 'observer', code: 'p24' },
] as const;

export type PersonaKey = (typeof personas)[number]['key'];
