import { clockTime } from '../kernel/calendar.ts';
import type { Locale } from '../kernel/text.ts';
import { tellersStood, type TellersStood } from './minutes-words.ts';

/** What a stage of a count did, with options by their words. */
export interface MinutedStage {
	readonly number: number;
	/** "College 6", and so on. */
	readonly votes: readonly string[];
	readonly excluded: readonly string[];
	readonly chosen: readonly string[];
}

/** Papers beside the urn that are among the answers. */
export interface MinutedPapers {
	readonly papers: number;
	readonly spoiled: number;
	readonly attested?: TellersStood;
}

/** Every sentence that a question with options writes into the minutes. */
export interface QuestionMinutes {
	readonly question: string;
	readonly election: string;
	readonly options: string;
	readonly opened: (at: Date) => string;
	readonly result: string;
	readonly chosen: (options: readonly string[]) => string;
	readonly none: string;
	/** Of a consent round; how many objections stand. */
	readonly consent: (reached: boolean, standing: number) => string;
	readonly resolved: (name: string, reason: string) => string;
	readonly answered: (ballots: number, electors: number, abstained: number) => string;
	/** "College 6", and so on. */
	readonly hands: (votes: readonly string[], abstained: number) => string;
	readonly papers: (papers: MinutedPapers) => string;
	readonly stage: (stage: MinutedStage) => string;
	readonly equal: (options: readonly string[], by: 'lot' | 'chair' | 'nobody') => string;
	readonly byName: string;
	readonly abstains: string;
	readonly voided: (reason: string) => string;
}

const en: QuestionMinutes = {
	question: 'Question',
	election: 'Election',
	options: 'Options',
	opened: (at) => `Put to the vote at ${clockTime(at)}.`,
	result: 'Result',
	chosen: (options) => `Chosen: ${options.join(', ')}.`,
	none: 'No option was chosen.',
	consent: (reached, standing) =>
		reached
			? 'Consent was reached: no objection stands.'
			: `Consent was not reached; objections that stand: ${standing}.`,
	resolved: (name, reason) =>
		`The objection of ${name} was resolved, as the chair recorded: “${reason}”`,
	answered: (ballots, electors, abstained) =>
		`Answers: ${ballots} of ${electors} with a vote; abstained: ${abstained}.`,
	hands: (votes, abstained) =>
		`By show of hands in the room, among these, without names: ${votes.join(', ')}; abstained: ${abstained}.`,
	papers: ({ papers, spoiled, attested }) =>
		attested
			? `On paper, among these, entered for two tellers and read back: ${papers} papers, of which ${spoiled} spoiled and not counted. The tellers stood for them, ${tellersStood.en[attested]}.`
			: `On paper, among these, counted alike by two tellers: ${papers} papers, of which ${spoiled} spoiled and not counted.`,
	stage: ({ number, votes, excluded, chosen }) =>
		[
			`Stage ${number}: ${votes.join(', ')}.`,
			...(excluded.length > 0 ? [`Excluded: ${excluded.join(', ')}.`] : []),
			...(chosen.length > 0 ? [`Chosen: ${chosen.join(', ')}.`] : []),
		].join(' '),
	equal: (options, by) =>
		({
			lot: `Equal votes: ${options.join(', ')}. The lot decided.`,
			chair: `Equal votes: ${options.join(', ')}. The chair’s casting vote decided.`,
			nobody: `Equal votes: ${options.join(', ')}. By the rules none of them was chosen.`,
		})[by],
	byName: 'Answers by name',
	abstains: 'abstained',
	voided: (reason) => `The vote was made void; its ballots were not counted. “${reason}”`,
};

const cy: QuestionMinutes = {
	question: 'Cwestiwn',
	election: 'Etholiad',
	options: 'Opsiynau',
	opened: (at) => `Rhoddwyd i bleidlais am ${clockTime(at)}.`,
	result: 'Canlyniad',
	chosen: (options) => `Dewiswyd: ${options.join(', ')}.`,
	none: 'Ni ddewiswyd yr un opsiwn.',
	consent: (reached, standing) =>
		reached
			? 'Cafwyd cydsyniad: nid oes gwrthwynebiad yn sefyll.'
			: `Ni chafwyd cydsyniad; gwrthwynebiadau sy’n sefyll: ${standing}.`,
	resolved: (name, reason) =>
		`Datryswyd gwrthwynebiad ${name}, fel y cofnododd y cadeirydd: “${reason}”`,
	answered: (ballots, electors, abstained) =>
		`Atebion: ${ballots} o ${electors} â phleidlais; wedi ymatal: ${abstained}.`,
	hands: (votes, abstained) =>
		`Trwy godi dwylo yn yr ystafell, ymhlith y rhain, heb enwau: ${votes.join(', ')}; wedi ymatal: ${abstained}.`,
	papers: ({ papers, spoiled, attested }) =>
		attested
			? `Ar bapur, ymhlith y rhain, a gofnodwyd ar ran dau rifwr ac a ddarllenwyd yn ôl: ${papers} o bapurau, ${spoiled} ohonynt wedi’u difetha a heb eu cyfrif. Safodd y rhifwyr drostynt, ${tellersStood.cy[attested]}.`
			: `Ar bapur, ymhlith y rhain, a gyfrifwyd yr un fath gan ddau rifwr: ${papers} o bapurau, ${spoiled} ohonynt wedi’u difetha a heb eu cyfrif.`,
	stage: ({ number, votes, excluded, chosen }) =>
		[
			`Cam ${number}: ${votes.join(', ')}.`,
			...(excluded.length > 0 ? [`Wedi’i eithrio: ${excluded.join(', ')}.`] : []),
			...(chosen.length > 0 ? [`Dewiswyd: ${chosen.join(', ')}.`] : []),
		].join(' '),
	equal: (options, by) =>
		({
			lot: `Pleidleisiau cyfartal: ${options.join(', ')}. Penderfynwyd drwy fwrw coelbren.`,
			chair: `Pleidleisiau cyfartal: ${options.join(', ')}. Penderfynwyd drwy bleidlais fwrw’r cadeirydd.`,
			nobody: `Pleidleisiau cyfartal: ${options.join(', ')}. Yn ôl y rheolau ni ddewiswyd yr un ohonynt.`,
		})[by],
	byName: 'Atebion yn ôl enw',
	abstains: 'wedi ymatal',
	voided: (reason) => `Diddymwyd y bleidlais; ni chyfrifwyd y papurau. “${reason}”`,
};

export const questionMinutes = (locale: Locale): QuestionMinutes => (locale === 'cy' ? cy : en);
