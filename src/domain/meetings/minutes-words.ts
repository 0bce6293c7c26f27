import { clockTime, dateFromIso, longDate, plainDate } from '../kernel/calendar.ts';
import type { Locale } from '../kernel/text.ts';
import type { AttendanceMode } from './attendance.ts';
import type { InterestEffect, InterestKind } from './interests.ts';

/** Who somebody is in the minutes. */
export interface MinutedPerson {
	readonly name: string;
	readonly office: 'chair' | 'vice_chair' | 'clerk' | null;
	readonly mode: AttendanceMode;
	/** Whom they sit for, as deputy. */
	readonly sitsFor: string | null;
	/** Named too late, and seated with the leave of the chair. */
	readonly byLeave?: boolean;
	/** When they came, if after the start. */
	readonly from: Date | null;
}

/** Papers of a secret vote that are among the counts, and how two tellers stood for them where somebody else entered them. */
export interface MinutedPaper {
	readonly for: number;
	readonly against: number;
	readonly abstained: number;
	readonly spoiled: number;
	readonly attested?: TellersStood;
}

/** How two tellers stood for totals that somebody else entered. */
export type TellersStood =
	'account_account' | 'account_pin' | 'account_chair' | 'pin_pin' | 'pin_chair' | 'chair_chair';

export interface MinutedCount {
	readonly carried: boolean;
	readonly for: number;
	readonly against: number;
	readonly abstained: number;
	readonly needed: number;
}

/** What the chair said of a motion, beside a vote. */
export type MotionBecame =
	| 'voided'
	| 'withdrawn'
	| 'deferred'
	| 'referred'
	| 'ruled_carried'
	| 'ruled_not_carried'
	| 'ruled_deferred'
	| 'ruled_referred';

/** Every sentence that the record writes into the minutes: whole ones, one a kind, in each language. */
export interface MinutesWords {
	readonly title: (body: string) => string;
	readonly held: (at: Date, venue: string) => string;
	readonly started: (at: Date) => string;
	readonly presided: (name: string) => string;
	readonly quorate: (present: number, seats: number, needed: number) => string;
	readonly notQuorate: (present: number, seats: number, needed: number) => string;
	readonly becameQuorate: (at: Date, present: number, seats: number) => string;
	readonly lostQuorum: (at: Date, present: number, seats: number) => string;
	readonly present: string;
	readonly attending: string;
	readonly apologies: string;
	readonly person: (person: MinutedPerson) => string;
	readonly apology: (name: string, deputy: string | null) => string;
	readonly arrived: (at: Date, person: MinutedPerson) => string;
	readonly left: (at: Date, name: string) => string;
	readonly moved: (at: Date, person: MinutedPerson) => string;
	readonly tookOver: (at: Date, name: string, deputy: string) => string;
	readonly item: (number: number, title: string) => string;
	readonly exemptItem: (number: number) => string;
	readonly exemptStub: (schedule: string, paragraph: number, reason: string) => string;
	readonly itemStarted: (at: Date) => string;
	readonly itemAgain: (at: Date) => string;
	readonly itemClosed: (at: Date) => string;
	/** `reason`: the chair's; empty for none. */
	readonly itemDeferred: (reason: string) => string;
	readonly breakBegan: (at: Date) => string;
	readonly breakEnded: (at: Date) => string;
	readonly motion: string;
	/** The words of an amendment that is voted on: what the motion would say. */
	readonly amendment: (number: number) => string;
	readonly movedBy: (name: string) => string;
	readonly secondedBy: (name: string) => string;
	readonly voteOpened: (at: Date) => string;
	readonly result: string;
	readonly count: (count: MinutedCount) => string;
	readonly hands: (inFavour: number, against: number, abstained: number) => string;
	readonly sectors: (reached: number, needed: number, of: number) => string;
	readonly castingVote: (goes: 'for' | 'against') => string;
	readonly declared: (name: string, kind: InterestKind, effect: InterestEffect) => string;
	readonly nature: (nature: string) => string;
	/** What was agreed that somebody does; `dueOn` is an ISO date. */
	readonly action: (number: string) => string;
	readonly actionOwner: (owner: string, dueOn: string) => string;
	readonly secretBallot: string;
	readonly paper: (totals: MinutedPaper) => string;
	/** A vote that another carried. */
	readonly byProxy: (name: string, holder: string) => string;
	readonly tookNoPart: (names: readonly string[]) => string;
	readonly agreedByConsensus: (aside: readonly string[]) => string;
	readonly reservation: (name: string, reason: string) => string;
	readonly block: (name: string, reason: string) => string;
	readonly chairReason: (reason: string) => string;
	readonly amendmentAccepted: (name: string) => string;
	readonly amendmentNotAccepted: (name: string) => string;
	readonly motionNow: string;
	readonly motionBecame: (became: MotionBecame, reason: string | null) => string;
	readonly for: string;
	readonly against: string;
	readonly abstained: string;
	readonly presentNotVoting: string;
	readonly absent: string;
	readonly nobody: string;
	readonly ended: (at: Date) => string;
}

const attestedEn: Readonly<Record<TellersStood, string>> = {
	account_account: 'each signed in to their own account',
	account_pin: 'one signed in to their own account, one by their personal PIN',
	account_chair: 'one signed in to their own account, the other by the word of the chair',
	pin_pin: 'each by their personal PIN',
	pin_chair: 'one by their personal PIN, the other by the word of the chair',
	chair_chair: 'both by the word of the chair alone',
};
const attestedCy: Readonly<Record<TellersStood, string>> = {
	account_account: 'y ddau wedi mewngofnodi i’w cyfrif eu hunain',
	account_pin: 'un wedi mewngofnodi i’w gyfrif ei hun, un drwy ei PIN personol',
	account_chair: 'un wedi mewngofnodi i’w gyfrif ei hun, y llall ar air y cadeirydd',
	pin_pin: 'y ddau drwy eu PIN personol',
	pin_chair: 'un drwy ei PIN personol, y llall ar air y cadeirydd',
	chair_chair: 'y ddau ar air y cadeirydd yn unig',
};

/** The same as the end of a sentence of the minutes. */
export const tellersStood = { en: attestedEn, cy: attestedCy };

const kindsEn: Readonly<Record<InterestKind, string>> = {
	financial: 'a financial',
	non_financial: 'a non-financial',
	organisational: 'an organisational',
	loyalty: 'a loyalty',
};
const kindsCy: Readonly<Record<InterestKind, string>> = {
	financial: 'ariannol',
	non_financial: 'anariannol',
	organisational: 'sefydliadol',
	loyalty: 'teyrngarwch',
};
const effectsEn: Readonly<Record<InterestEffect, string>> = {
	remain_and_vote: 'and stayed to speak and vote.',
	remain_and_speak: 'and stayed to speak, without a vote.',
	leave: 'and left for it.',
};
const effectsCy: Readonly<Record<InterestEffect, string>> = {
	remain_and_vote: 'ac arhosodd i siarad a phleidleisio.',
	remain_and_speak: 'ac arhosodd i siarad, heb bleidlais.',
	leave: 'a gadawodd ar ei gyfer.',
};
const withReason = (sentence: string, reason: string | null) =>
	reason === null ? sentence : `${sentence} “${reason}”`;
const becameEn: Readonly<Record<MotionBecame, string>> = {
	voided: 'The vote was made void; its ballots were not counted.',
	withdrawn: 'The motion was withdrawn.',
	deferred: 'The motion was deferred to a later meeting.',
	referred: 'The motion was referred.',
	ruled_carried: 'The chair ruled that the motion was carried.',
	ruled_not_carried: 'The chair ruled that the motion was not agreed.',
	ruled_deferred: 'The chair ruled that the motion was deferred.',
	ruled_referred: 'The chair ruled that the motion was referred.',
};
const becameCy: Readonly<Record<MotionBecame, string>> = {
	voided: 'Diddymwyd y bleidlais; ni chyfrifwyd y papurau.',
	withdrawn: 'Tynnwyd y cynnig yn ôl.',
	deferred: 'Gohiriwyd y cynnig i gyfarfod diweddarach.',
	referred: 'Cyfeiriwyd y cynnig.',
	ruled_carried: 'Dyfarnodd y cadeirydd fod y cynnig wedi’i dderbyn.',
	ruled_not_carried: 'Dyfarnodd y cadeirydd na chytunwyd ar y cynnig.',
	ruled_deferred: 'Dyfarnodd y cadeirydd fod y cynnig wedi’i ohirio.',
	ruled_referred: 'Dyfarnodd y cadeirydd fod y cynnig wedi’i gyfeirio.',
};

const officesEn = { chair: 'chair', vice_chair: 'vice-chair', clerk: 'clerk' };
const officesCy = { chair: 'cadeirydd', vice_chair: 'is-gadeirydd', clerk: 'clerc' };
const modesEn = { in_person: 'in the room', remote: 'remote', telephone: 'by phone' };
const modesCy = { in_person: 'yn yr ystafell', remote: 'o bell', telephone: 'dros y ffôn' };

const list = (...parts: (string | null)[]) => parts.filter((part) => part !== null).join(', ');

const leaveEn = ({ byLeave }: MinutedPerson): string =>
	byLeave ? ' with the leave of the chair, notice having ended' : '';
const leaveCy = ({ byLeave }: MinutedPerson): string =>
	byLeave ? ' gyda chaniatâd y cadeirydd, a’r rhybudd wedi dod i ben' : '';

const en: MinutesWords = {
	title: (body) => `Minutes of the ${body}`,
	held: (at, venue) => `Held on ${longDate(at, 'en')} at ${venue}.`,
	started: (at) => `The meeting started at ${clockTime(at)}.`,
	presided: (name) => `${name} was in the chair.`,
	quorate: (present, seats, needed) =>
		`The meeting was quorate: ${present} of ${seats} seats were filled and ${needed} were needed.`,
	notQuorate: (present, seats, needed) =>
		`The meeting was not quorate at its start: ${present} of ${seats} seats were filled and ${needed} were needed, with any other condition of the rule.`,
	becameQuorate: (at, present, seats) =>
		`At ${clockTime(at)} the meeting became quorate, with ${present} of ${seats} seats filled.`,
	lostQuorum: (at, present, seats) =>
		`At ${clockTime(at)} the meeting ceased to be quorate, with ${present} of ${seats} seats filled.`,
	present: 'Present',
	attending: 'In attendance',
	apologies: 'Apologies',
	person: (person) =>
		list(
			person.office ? `${person.name} (${officesEn[person.office]})` : person.name,
			person.sitsFor === null ? null : `sits for ${person.sitsFor}${leaveEn(person)}`,
			modesEn[person.mode],
			person.from ? `from ${clockTime(person.from)}` : null,
		),
	apology: (name, deputy) => (deputy === null ? name : `${name}; ${deputy} to sit as deputy`),
	arrived: (at, person) =>
		person.sitsFor === null
			? `${person.name} arrived at ${clockTime(at)} (${modesEn[person.mode]}).`
			: `${person.name} arrived at ${clockTime(at)} (${modesEn[person.mode]}) and sits for ${person.sitsFor}${leaveEn(person)}.`,
	left: (at, name) => `${name} left at ${clockTime(at)}.`,
	moved: (at, person) =>
		person.sitsFor === null
			? `${person.name} continued ${modesEn[person.mode]} from ${clockTime(at)}.`
			: `${person.name} continued ${modesEn[person.mode]} from ${clockTime(at)} and sits for ${person.sitsFor}${leaveEn(person)}.`,
	tookOver: (at, name, deputy) =>
		`At ${clockTime(at)} ${name} took the seat from ${deputy}, who stayed without a seat.`,
	item: (number, title) => `${number}. ${title}`,
	exemptItem: (number) => `${number}. Exempt item`,
	exemptStub: (schedule, paragraph, reason) =>
		`Taken in private (${schedule}, paragraph ${paragraph}: ${reason}). Its minutes are kept apart.`,
	itemStarted: (at) => `Started at ${clockTime(at)}.`,
	itemAgain: (at) => `Taken up again at ${clockTime(at)}.`,
	itemClosed: (at) => `Closed at ${clockTime(at)}.`,
	itemDeferred: (reason) => withReason('Deferred to a later meeting.', reason || null),
	breakBegan: (at) => `The meeting took a break at ${clockTime(at)}.`,
	breakEnded: (at) => `It went on at ${clockTime(at)}.`,
	motion: 'Motion',
	amendment: (number) => `Amendment ${number}, the motion would then read`,
	movedBy: (name) => `Moved by ${name}.`,
	secondedBy: (name) => `Seconded by ${name}.`,
	action: (number) => `Action ${number}`,
	actionOwner: (owner, dueOn) => `${owner}, by ${plainDate(dateFromIso(dueOn), 'en')}.`,
	secretBallot: 'The vote was by secret ballot; its opened ballots are published by their codes.',
	voteOpened: (at) => `Put to the vote at ${clockTime(at)}.`,
	result: 'Decision',
	count: (count) =>
		`${count.carried ? 'Carried' : 'Not agreed'}. ${count.for} for, ${count.against} against, ${count.abstained} abstained. ${count.needed === 1 ? '1 was needed.' : `${count.needed} were needed.`}`,
	hands: (inFavour, against, abstained) =>
		`By show of hands in the room, among these, without names: ${inFavour} for, ${against} against, ${abstained} abstained.`,
	sectors: (reached, needed, of) =>
		needed === of
			? `A majority was needed in every sector, and was reached in ${reached} of ${of}.`
			: `A majority was needed in ${needed} of ${of} sectors, and was reached in ${reached}.`,
	castingVote: (goes) =>
		goes === 'for'
			? 'The votes were equal; the chair gave a casting vote for.'
			: 'The votes were equal; the chair gave a casting vote against.',
	declared: (name, kind, effect) =>
		`${name} declared ${kindsEn[kind]} interest ${effectsEn[effect]}`,
	nature: (nature) => `“${nature}”`,
	paper: ({ for: inFavour, against, abstained, spoiled, attested }) =>
		attested
			? `On paper, among these, entered for two tellers who were present and read back: ${inFavour} for, ${against} against, ${abstained} abstained, ${spoiled} spoiled. The tellers stood for them, ${attestedEn[attested]}.`
			: `On paper, among these, counted alike by two tellers: ${inFavour} for, ${against} against, ${abstained} abstained, ${spoiled} spoiled.`,
	byProxy: (name, holder) => `${name} (by proxy: ${holder})`,
	tookNoPart: (names) => `Took no part, for an interest: ${names.join(', ')}.`,
	agreedByConsensus: (aside) =>
		aside.length === 0
			? 'Agreed by consensus.'
			: `Agreed by consensus. ${aside.join(', ')} stood aside.`,
	reservation: (name, reason) => `${name} agreed with a reservation: “${reason}”`,
	block: (name, reason) => `${name} did not agree: “${reason}”`,
	chairReason: (reason) => `The chair’s reason: “${reason}”`,
	amendmentAccepted: (name) => `An amendment proposed by ${name} was accepted.`,
	amendmentNotAccepted: (name) => `An amendment proposed by ${name} was not accepted.`,
	motionNow: 'The motion now:',
	motionBecame: (became, reason) => withReason(becameEn[became], reason),
	for: 'For:',
	against: 'Against:',
	abstained: 'Abstained:',
	presentNotVoting: 'Present but not voting:',
	absent: 'Absent:',
	nobody: 'nobody',
	ended: (at) => `The meeting ended at ${clockTime(at)}.`,
};

const cy: MinutesWords = {
	title: (body) => `Cofnodion: ${body}`,
	held: (at, venue) => `Cynhaliwyd ${longDate(at, 'cy')}: ${venue}.`,
	started: (at) => `Dechreuodd y cyfarfod am ${clockTime(at)}.`,
	presided: (name) => `${name} oedd yn y gadair.`,
	quorate: (present, seats, needed) =>
		`Roedd cworwm: roedd ${present} o ${seats} sedd wedi'u llenwi ac roedd angen ${needed}.`,
	notQuorate: (present, seats, needed) =>
		`Nid oedd cworwm ar y dechrau: roedd ${present} o ${seats} sedd wedi'u llenwi ac roedd angen ${needed}, ynghyd ag unrhyw amod arall yn y rheol.`,
	becameQuorate: (at, present, seats) =>
		`Am ${clockTime(at)} cafwyd cworwm, gyda ${present} o ${seats} sedd wedi'u llenwi.`,
	lostQuorum: (at, present, seats) =>
		`Am ${clockTime(at)} collwyd y cworwm, gyda ${present} o ${seats} sedd wedi'u llenwi.`,
	present: 'Yn bresennol',
	attending: 'Hefyd yn bresennol',
	apologies: 'Ymddiheuriadau',
	person: (person) =>
		list(
			person.office ? `${person.name} (${officesCy[person.office]})` : person.name,
			person.sitsFor === null ? null : `yn eistedd dros ${person.sitsFor}${leaveCy(person)}`,
			modesCy[person.mode],
			person.from ? `o ${clockTime(person.from)}` : null,
		),
	apology: (name, deputy) => (deputy === null ? name : `${name}; ${deputy} i eistedd fel dirprwy`),
	arrived: (at, person) =>
		person.sitsFor === null
			? `Cyrhaeddodd ${person.name} am ${clockTime(at)} (${modesCy[person.mode]}).`
			: `Cyrhaeddodd ${person.name} am ${clockTime(at)} (${modesCy[person.mode]}), yn eistedd dros ${person.sitsFor}${leaveCy(person)}.`,
	left: (at, name) => `Gadawodd ${name} am ${clockTime(at)}.`,
	moved: (at, person) =>
		person.sitsFor === null
			? `Parhaodd ${person.name} ${modesCy[person.mode]} o ${clockTime(at)}.`
			: `Parhaodd ${person.name} ${modesCy[person.mode]} o ${clockTime(at)}, yn eistedd dros ${person.sitsFor}${leaveCy(person)}.`,
	tookOver: (at, name, deputy) =>
		`Am ${clockTime(at)} cymerodd ${name} y sedd oddi wrth ${deputy}, a arhosodd heb sedd.`,
	item: (number, title) => `${number}. ${title}`,
	exemptItem: (number) => `${number}. Eitem eithriedig`,
	exemptStub: (schedule, paragraph, reason) =>
		`Trafodwyd yn breifat (${schedule}, paragraff ${paragraph}: ${reason}). Cedwir ei chofnodion ar wahân.`,
	itemStarted: (at) => `Dechreuodd am ${clockTime(at)}.`,
	itemAgain: (at) => `Ailagorwyd am ${clockTime(at)}.`,
	itemClosed: (at) => `Caewyd am ${clockTime(at)}.`,
	itemDeferred: (reason) => withReason('Gohiriwyd i gyfarfod diweddarach.', reason || null),
	breakBegan: (at) => `Cymerodd y cyfarfod egwyl am ${clockTime(at)}.`,
	breakEnded: (at) => `Aeth ymlaen am ${clockTime(at)}.`,
	motion: 'Cynnig',
	amendment: (number) => `Gwelliant ${number}, byddai’r cynnig wedyn yn darllen`,
	movedBy: (name) => `Cynigiwyd gan ${name}.`,
	secondedBy: (name) => `Eiliwyd gan ${name}.`,
	action: (number) => `Cam gweithredu ${number}`,
	actionOwner: (owner, dueOn) => `${owner}, erbyn ${plainDate(dateFromIso(dueOn), 'cy')}.`,
	secretBallot: 'Pleidlais gudd oedd hon; cyhoeddir y papurau a agorwyd yn ôl eu codau.',
	voteOpened: (at) => `Rhoddwyd i bleidlais am ${clockTime(at)}.`,
	result: 'Penderfyniad',
	count: (count) =>
		`${count.carried ? 'Cariwyd' : 'Ni chytunwyd'}. ${count.for} o blaid, ${count.against} yn erbyn, ${count.abstained} yn ymatal. Roedd angen ${count.needed}.`,
	hands: (inFavour, against, abstained) =>
		`Drwy godi dwylo yn yr ystafell, ymhlith y rhain, heb enwau: ${inFavour} o blaid, ${against} yn erbyn, ${abstained} yn ymatal.`,
	sectors: (reached, needed, of) =>
		needed === of
			? `Roedd angen mwyafrif ym mhob sector, a chafwyd hynny mewn ${reached} o ${of}.`
			: `Roedd angen mwyafrif mewn ${needed} o ${of} sector, a chafwyd hynny mewn ${reached}.`,
	castingVote: (goes) =>
		goes === 'for'
			? "Roedd y pleidleisiau'n gyfartal; rhoddodd y cadeirydd bleidlais fwrw o blaid."
			: "Roedd y pleidleisiau'n gyfartal; rhoddodd y cadeirydd bleidlais fwrw yn erbyn.",
	declared: (name, kind, effect) =>
		`Datganodd ${name} fuddiant ${kindsCy[kind]} ${effectsCy[effect]}`,
	nature: (nature) => `“${nature}”`,
	paper: ({ for: inFavour, against, abstained, spoiled, attested }) =>
		attested
			? `Ar bapur, ymhlith y rhain, a gofnodwyd ar ran dau rifwr a oedd yn bresennol ac a ddarllenwyd yn ôl: ${inFavour} o blaid, ${against} yn erbyn, ${abstained} wedi ymatal, ${spoiled} wedi’u difetha. Safodd y rhifwyr drostynt, ${attestedCy[attested]}.`
			: `Ar bapur, ymhlith y rhain, a gyfrifwyd yr un fath gan ddau rifwr: ${inFavour} o blaid, ${against} yn erbyn, ${abstained} wedi ymatal, ${spoiled} wedi’u difetha.`,
	byProxy: (name, holder) => `${name} (drwy ddirprwy: ${holder})`,
	tookNoPart: (names) => `Ni chymerodd ran, oherwydd buddiant: ${names.join(', ')}.`,
	agreedByConsensus: (aside) =>
		aside.length === 0
			? 'Cytunwyd drwy gonsensws.'
			: `Cytunwyd drwy gonsensws. Safodd ${aside.join(', ')} o’r neilltu.`,
	reservation: (name, reason) => `Cytunodd ${name} gydag amheuaeth: “${reason}”`,
	block: (name, reason) => `Ni chytunodd ${name}: “${reason}”`,
	chairReason: (reason) => `Rheswm y cadeirydd: “${reason}”`,
	amendmentAccepted: (name) => `Derbyniwyd gwelliant a gynigiwyd gan ${name}.`,
	amendmentNotAccepted: (name) => `Ni dderbyniwyd gwelliant a gynigiwyd gan ${name}.`,
	motionNow: 'Y cynnig nawr:',
	motionBecame: (became, reason) => withReason(becameCy[became], reason),
	for: 'O blaid:',
	against: 'Yn erbyn:',
	abstained: 'Yn ymatal:',
	presentNotVoting: 'Yn bresennol heb bleidleisio:',
	absent: 'Yn absennol:',
	nobody: 'neb',
	ended: (at) => `Daeth y cyfarfod i ben am ${clockTime(at)}.`,
};

/** The language in which a partnership's minutes are written: Welsh for a Welsh board, English elsewhere. */
export function minutesLocale(nation: 'england' | 'scotland' | 'wales'): Locale {
	return nation === 'wales' ? 'cy' : 'en';
}

/** The sentences of the minutes in this language. */
export function minutesWords(locale: Locale): MinutesWords {
	return locale === 'cy' ? cy : en;
}
