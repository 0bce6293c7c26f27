import type { ConsensusAnswer, Sense } from '#domain/decisions/consensus.ts';
import type { MotionAct, MotionState } from '#domain/decisions/motion.ts';
import type { Marked } from '#domain/decisions/text-changes.ts';
import type { InterestKind, Recusal } from '#domain/meetings/interests.ts';
import type { Quorum } from '#domain/meetings/quorum.ts';
import type { Text } from '#domain/kernel/text.ts';

/** What the parts of a motion's page are given. */
export interface MotionOnPage {
	readonly motionId: string;
	readonly itemId: string;
	readonly text: Text;
	readonly version: number;
	readonly state: MotionState;
	readonly consensusFirst: boolean;
	readonly proposingLeft: 'mover' | 'seconder' | null;
	readonly amendmentVote: boolean;
	readonly meeting: { readonly startsAt: Date; readonly inSession: boolean };
	readonly item: { readonly open: boolean; readonly taken: boolean } | null;
	/** The vote on it that is prepared. */
	readonly plan: {
		readonly opensAt: Date | null;
		readonly withItem: boolean;
		readonly notOpened: string | null;
	} | null;
	readonly versions: readonly {
		readonly version: number;
		readonly text: Text;
		readonly textHash: string;
		readonly madeAt: Date;
	}[];
	readonly amendments: readonly {
		readonly amendmentId: string;
		readonly of: number | null;
		readonly number: number;
		readonly proposer: string;
		readonly state: 'proposed' | 'accepted' | 'not_accepted' | 'withdrawn';
		readonly lang: string;
		readonly changes: readonly Marked[];
		readonly text: string;
		readonly clash: boolean;
		readonly mine: boolean;
	}[];
	readonly events: readonly {
		readonly act: MotionAct;
		readonly to: MotionState;
		readonly at: Date;
		readonly by: string;
		readonly reason: string | null;
	}[];
	readonly recused: readonly {
		readonly name: string;
		readonly effect: 'remain_and_speak' | 'leave';
		readonly why: InterestKind | 'benefits';
	}[];
	readonly quorum: Quorum | null;
	readonly sectors: readonly { readonly id: string; readonly name: Text }[];
	readonly organisationNames: Readonly<Record<string, Text>>;
	readonly people: readonly { readonly personId: string; readonly name: string }[];
	readonly me: {
		readonly declares: boolean;
		readonly recused: Recusal | null;
		readonly propose: boolean;
		readonly run: boolean;
		readonly presides: boolean;
		readonly mover: boolean;
		readonly seated: boolean;
		readonly asked: boolean;
		readonly answer: { readonly answer: ConsensusAnswer; readonly reason: string | null } | null;
	} | null;
}

export interface CheckOnPage {
	readonly version: number;
	readonly openedAt: Date;
	readonly closedAt: Date | null;
	readonly outcome: 'agreed' | 'discussed' | 'polled' | 'left' | null;
	readonly sense: Sense;
	readonly said: readonly {
		readonly name: string;
		readonly answer: ConsensusAnswer;
		readonly reason: string | null;
	}[];
}
