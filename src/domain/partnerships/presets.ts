import type { Text } from '../kernel/text.ts';
import type { Rules } from './constitution.ts';
import { sampleRules } from './sample-rules.ts';

export const presetIds = [
	'england_lsp',
	'england_neighbourhood_board',
	'scotland_cpp',
	'wales_psb',
] as const;
export type PresetId = (typeof presetIds)[number];

/** How partnerships of a kind begin; everything in it can be changed afterwards. */
export interface Preset {
	readonly nation: 'england' | 'scotland' | 'wales';
	readonly sectors: readonly { readonly code: string; readonly name: Text }[];
	readonly board: Text;
	readonly rules: Rules;
}

const sectors = {
	statutory: { code: 'statutory', name: { en: 'Statutory', cy: 'Statudol' } },
	voluntary: { code: 'voluntary', name: { en: 'Voluntary', cy: 'Gwirfoddol' } },
	community: { code: 'community', name: { en: 'Community', cy: 'Cymunedol' } },
	private: { code: 'private', name: { en: 'Private', cy: 'Preifat' } },
	invited: { code: 'invited', name: { en: 'Invited participants', cy: 'Cyfranogwyr gwadd' } },
} as const;

const noQuorum = { ...sampleRules.quorum, share: null, minPerSector: null };
const everybody = {
	...sampleRules.thresholds.ordinary,
	share: '1/1',
	atLeast: true,
	base: 'for_and_against',
} as const;

/**
 * The four kinds of partnership, with the rules in use that research found (domain §1.4 and §1.5): an English local
 * strategic partnership; a Pride in Place neighbourhood board; a Scottish community planning partnership after Dumfries
 * and Galloway's (one local example, not "the" Scottish rule); a Welsh public services board after the Well-being of
 * Future Generations (Wales) Act 2015, schedule 3, paragraph 2 (quorum is every statutory member, decisions unanimous).
 */
export const presets: Readonly<Record<PresetId, Preset>> = {
	england_lsp: {
		nation: 'england',
		sectors: [sectors.statutory, sectors.voluntary, sectors.community, sectors.private],
		board: { en: 'Board', cy: 'Bwrdd' },
		rules: { ...sampleRules, tie: 'casting_vote_of_chair' },
	},
	england_neighbourhood_board: {
		nation: 'england',
		sectors: [sectors.community, sectors.voluntary, sectors.statutory, sectors.private],
		board: { en: 'Neighbourhood board', cy: 'Bwrdd cymdogaeth' },
		rules: {
			...sampleRules,
			quorum: { ...noQuorum, share: '1/2' },
			public: { ...sampleRules.public, access: 'open' },
		},
	},
	scotland_cpp: {
		nation: 'scotland',
		sectors: [sectors.statutory, sectors.voluntary, sectors.community, sectors.private],
		board: { en: 'Board', cy: 'Bwrdd' },
		rules: {
			...sampleRules,
			quorum: { ...noQuorum, minPresent: 7, minOrganisations: 4 },
			tie: 'casting_vote_of_chair',
			ballot: 'roll_call',
			notice: { ...sampleRules.notice, clearWorkingDays: 3 },
		},
	},
	wales_psb: {
		nation: 'wales',
		sectors: [sectors.statutory, sectors.invited],
		board: { en: 'Public Services Board', cy: 'Bwrdd Gwasanaethau Cyhoeddus' },
		rules: {
			...sampleRules,
			quorum: { ...noQuorum, allOfSectors: ['statutory'] },
			voteBasis: 'organisation',
			thresholds: {
				ordinary: everybody,
				strategy_adoption: everybody,
				constitution_change: everybody,
				membership_change: everybody,
			},
			tie: 'falls',
			disagreement: 'mediation',
			deputies: { ...sampleRules.deputies, namedOnly: true, vote: true },
			notice: { ...sampleRules.notice, clearWorkingDays: 3 },
			public: { ...sampleRules.public, access: 'observe' },
		},
	},
};
