import * as v from 'valibot';
import type { Rules, Threshold } from './constitution.ts';
import type { OwnRules } from './inherit.ts';

// What is stored says what a partnership adopted; rules that came later have the value that changes nothing.

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const maybeCount = v.nullable(count);
const codes = v.array(v.string());

const quorum = v.object({
	share: v.nullable(v.string()),
	rounding: v.optional(v.picklist(['up', 'down', 'over']), 'up'),
	minPresent: maybeCount,
	minOrganisations: maybeCount,
	minPerSector: maybeCount,
	sectorMinimums: v.optional(v.record(v.string(), count), {}),
	allOfSectors: v.optional(codes, []),
	requiredOrganisations: codes,
	recheckAfterRecusal: v.boolean(),
});

const threshold = v.object({
	share: v.string(),
	atLeast: v.boolean(),
	base: v.picklist(['for_and_against', 'cast', 'present', 'entitled']),
	sectorMajority: v.union([v.picklist(['none', 'all']), count]),
	noticeWorkingDays: maybeCount,
});

const thresholds = v.object({
	ordinary: threshold,
	strategy_adoption: threshold,
	constitution_change: threshold,
	membership_change: v.optional(threshold),
});

const notice = v.nullable(
	v.union([v.literal('noon_on_the_working_day_before'), v.object({ hours: count })]),
);

const rules = v.object({
	quorum,
	voteBasis: v.picklist(['seat', 'organisation', 'sector', 'person']),
	weights: v.optional(v.record(v.string(), v.string()), {}),
	consensusFirst: v.boolean(),
	proposing: v.optional(v.picklist(['anyone', 'mover', 'mover_and_seconder']), 'anyone'),
	thresholds,
	tie: v.picklist(['falls', 'casting_vote_of_chair', 'defer', 'lot']),
	ballot: v.picklist(['roll_call', 'show', 'secret']),
	remote: v.picklist(['counts', 'advisory', 'not_allowed']),
	disagreement: v.optional(v.picklist(['vote', 'mediation']), 'vote'),
	absenteesBound: v.optional(v.boolean(), false),
	deputies: v.object({
		namedOnly: v.boolean(),
		sameOrganisation: v.boolean(),
		noticeBefore: notice,
		vote: v.boolean(),
	}),
	proxies: v.optional(v.object({ allowed: v.boolean(), most: count, noticeBefore: notice }), {
		allowed: false,
		most: 1,
		noticeBefore: null,
	}),
	terms: v.object({
		representativeMonths: count,
		maxConsecutiveTerms: count,
		chairMonths: count,
		viceChairFromOtherSector: v.boolean(),
		chairRotates: v.optional(v.boolean(), false),
	}),
	absence: v.object({
		alertAfterMissed: count,
		reviewAfterMissed: count,
		removeAfterMonths: v.optional(maybeCount, null),
	}),
	notice: v.object({
		clearWorkingDays: count,
		draftMinutesWorkingDays: count,
		decisionNoteWorkingDays: count,
	}),
	public: v.object({
		access: v.picklist(['open', 'observe', 'closed']),
		questions: v.boolean(),
		questionDeadline: v.nullable(v.literal('noon_two_working_days_before')),
		exemptAllowed: v.boolean(),
	}),
	writtenProcedure: v.object({
		allowed: v.boolean(),
		minDays: count,
		silence: v.picklist(['assent', 'abstain']),
		reportToNextMeeting: v.boolean(),
		objectors: v.optional(count, 0),
	}),
	coOption: v.object({ max: count, voting: v.boolean(), months: count }),
	papers: v.object({ maxPages: count, summaryRequired: v.boolean(), maxSummaryWords: count }),
});

/** Rules as they are stored. Refuses (ValiError) what is no complete set of rules: a fault, since only checked ones are stored. */
export function readRules(stored: unknown): Rules {
	const read = v.parse(rules, stored);
	return { ...read, thresholds: withMembership(read.thresholds) };
}

const ownRules = v.partial(v.object({ ...rules.entries, thresholds: v.partial(thresholds) }));

/** The rules of a body of its own, which may be only some of them. Refuses (ValiError) what is none of them. */
export function readOwnRules(stored: unknown): OwnRules {
	const own = v.parse(ownRules, stored);
	// What the stored rules leave out is inherited, not set to what changes nothing.
	const said = new Set(Object.keys(stored as object));
	return Object.fromEntries(Object.entries(own).filter(([name]) => said.has(name)));
}

/** Who may join and leave is an ordinary decision where the rules say nothing of it. */
function withMembership(of: {
	ordinary: Threshold;
	strategy_adoption: Threshold;
	constitution_change: Threshold;
	membership_change?: Threshold | undefined;
}): Rules['thresholds'] {
	return { ...of, membership_change: of.membership_change ?? of.ordinary };
}
