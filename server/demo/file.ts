import type { ElectionMethod, Office } from '#domain/decisions/election.ts';
import type { DecisionEffect } from '#domain/decisions/poll.ts';

/** The shape of larkhaven.yaml, as far as something reads it. Dates are texts ("2026-12-03"), money is whole pounds. */
export interface DemoFile {
	readonly partnership: {
		readonly id: string;
		readonly name: string;
		readonly formal_name: string;
		readonly area: {
			readonly name: string;
			readonly population: number;
			readonly wards: number;
			readonly most_deprived_wards: readonly string[];
		};
		readonly founded: string;
		readonly accountable_body: string;
		readonly secretariat: { readonly host: string; readonly email: string };
		readonly vision: string;
	};
	readonly meta: { readonly nation: 'england' | 'scotland' | 'wales' };
	readonly constitution: DemoConstitution;
	readonly sectors: readonly { readonly id: string; readonly name: string }[];
	readonly organisations: readonly {
		readonly id: string;
		readonly name: string;
		readonly sector: string;
		readonly seats: number;
		readonly note?: string;
	}[];
	readonly people: readonly DemoPerson[];
	/** An election whose nominations are open while the demo is looked at. */
	readonly election: {
		readonly called_by: string;
		readonly office: Office;
		readonly method: ElectionMethod;
		readonly nominations_days: number;
		readonly voting_days: number;
		readonly term_days: number;
		readonly nominations: readonly {
			readonly by: string;
			readonly whom: string;
			readonly statement?: string;
			readonly statement_cy?: string;
		}[];
	};
	/** The action log before the meeting. */
	readonly actions: readonly {
		readonly id: string;
		readonly text: string;
		readonly owner: string;
		readonly due: string;
		readonly state: 'open' | 'overdue' | 'done';
	}[];
	/** Open in writing while the demo is looked at. */
	readonly in_writing: readonly {
		readonly put_by: string;
		readonly days: number;
		readonly title: string;
		readonly title_cy: string;
		readonly text: string;
		readonly text_cy: string;
		readonly effect: DecisionEffect;
		readonly answered: readonly string[];
	}[];
	readonly bodies: readonly {
		readonly id: string;
		readonly name: string;
		readonly type: 'board' | 'executive' | 'thematic_group';
		readonly reports_to?: string;
		readonly chair: string;
		readonly vice_chair?: string;
		readonly members?: readonly string[];
		/** People who are co-opted to it, from one day until another. */
		readonly co_opted?: readonly {
			readonly person: string;
			readonly from: string;
			readonly until: string;
		}[];
		readonly meets?: string;
		readonly remit?: string;
		readonly outcomes?: readonly string[];
	}[];
	readonly register_of_interests: readonly {
		readonly person: string;
		readonly interest: string;
		readonly kind: 'financial' | 'non_financial' | 'organisational' | 'loyalty';
	}[];
	readonly meeting: DemoMeeting;
	readonly agenda: readonly DemoItem[];
	readonly motions: readonly DemoMotion[];
	readonly bids: readonly DemoBid[];
	readonly strategy: {
		readonly id: string;
		readonly title: string;
		readonly status: 'draft' | 'consultation' | 'adopted';
		readonly version: string;
		readonly goals: readonly string[];
		readonly sections: readonly {
			readonly no: number;
			readonly title: string;
			/** The code of a person or of a body. */
			readonly owner: string;
			readonly words: number;
			readonly state: 'drafting' | 'in_review' | 'contested' | 'agreed';
			readonly outcomes?: readonly string[];
		}[];
	};
	readonly network: {
		readonly id: string;
		readonly election: {
			readonly date: string;
			readonly elected: readonly string[];
			readonly term_end: string;
		};
	};
}

export interface DemoPerson {
	readonly id: string;
	readonly name: string;
	readonly org: string;
	readonly job: string;
	readonly role:
		| 'chair'
		| 'vice_chair'
		| 'representative'
		| 'deputy'
		| 'secretariat'
		| 'minute_taker'
		| 'accountable_body_adviser'
		| 'observer';
	readonly votes: boolean | 'when_substituting';
	readonly deputises_for?: string | readonly string[];
}

export interface DemoMeeting {
	readonly id: string;
	readonly body: string;
	readonly title: string;
	readonly starts: string;
	readonly ends: string;
	readonly mode: 'in_person' | 'remote' | 'hybrid';
	readonly venue: string;
	readonly papers_published: string;
	readonly public_question_deadline: string;
	readonly previous: string;
	readonly next: string;
	readonly access: Readonly<Record<string, string | boolean>>;
	readonly attendance_demo: readonly {
		readonly person: string;
		readonly mode: 'in_person' | 'remote';
		readonly substituting_for?: string;
	}[];
	readonly apologies: readonly string[];
}

export interface DemoItem {
	readonly no: number;
	readonly start: string;
	readonly minutes: number;
	readonly kind: 'decision' | 'discussion' | 'information' | 'procedural' | 'public';
	readonly title: string;
	readonly lead: string;
	readonly pages?: number;
	readonly asked_to?: readonly string[];
	readonly motion?: string;
	readonly exempt?: {
		readonly schedule: string;
		readonly paragraph: number;
		readonly reason: string;
		readonly review_on: string;
	};
}

/** A bid to the fund, as far as it is decided. Pounds. */
export interface DemoBid {
	readonly id: string;
	readonly org: string;
	readonly partners?: readonly string[];
	readonly title: string;
	readonly recommended: number;
}

export interface DemoMotion {
	readonly id: string;
	readonly item: number;
	readonly title: string;
	readonly decision_class: 'ordinary' | 'strategy_adoption' | 'constitution_change';
	readonly effect: 'partnership_decision' | 'recommendation_to_accountable_body';
	readonly text: string;
	readonly notice_given?: string;
}

export interface DemoConstitution {
	readonly version: string;
	readonly adopted: string;
	readonly quorum: {
		readonly fraction: string;
		readonly rounding: 'up';
		readonly min_per_sector: number;
		readonly recheck_after_recusal: boolean;
	};
	readonly vote_basis: 'seat' | 'organisation' | 'sector' | 'person';
	readonly consensus_first: boolean;
	readonly thresholds: Readonly<
		Record<'ordinary' | 'strategy_adoption' | 'constitution_change', DemoThreshold>
	>;
	readonly tie: 'falls' | 'casting_vote_of_chair' | 'defer' | 'lot';
	readonly ballot: 'roll_call' | 'show' | 'secret';
	readonly substitutes: {
		readonly named_deputy_only: boolean;
		readonly same_organisation_or_network: boolean;
		readonly deputy_votes: boolean;
	};
	readonly terms: {
		readonly representatives_months: number;
		readonly max_consecutive_terms: number;
		readonly chair_months: number;
		readonly vice_chair_from_other_sector_than_chair: boolean;
	};
	readonly absence: { readonly alert_after_missed: number; readonly review_after_missed: number };
	readonly notice: {
		readonly clear_working_days: number;
		readonly draft_minutes_working_days: number;
		readonly decision_note_working_days: number;
	};
	readonly public: {
		readonly access: 'open' | 'observe' | 'closed';
		readonly questions: boolean;
		readonly part2_allowed: boolean;
	};
	readonly written_procedure: {
		readonly allowed: boolean;
		readonly min_days: number;
		readonly silence: 'assent' | 'abstain';
		readonly report_to_next_meeting: boolean;
		readonly objectors?: number;
	};
	readonly co_option: { readonly max: number; readonly voting: boolean; readonly months: number };
	readonly paper_budget: {
		readonly max_pages_total: number;
		readonly summary_required: boolean;
		readonly max_summary_words: number;
	};
}

export interface DemoThreshold {
	readonly majority: 'simple' | 'two_thirds';
	readonly of: 'votes_cast';
	readonly abstentions?: 'excluded';
	readonly sector_majority?: 'all';
	readonly notice_working_days?: number;
}
