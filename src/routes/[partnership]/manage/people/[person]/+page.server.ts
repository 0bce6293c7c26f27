import { error } from '@sveltejs/kit';
import { Refusal } from '#domain/kernel/refusal.ts';
import { getLocale } from '#lib/paraglide/runtime.js';
import { invite, withdrawInvitation } from '#server/partnerships/invitations.ts';
import {
	beDeputy,
	editContact,
	editPerson,
	endTerm,
	giveRoleTo,
	takeSeat,
	type GivenRole,
	type TermKind,
} from '#server/partnerships/manage-people.ts';
import {
	bodiesToChoose,
	managedOrganisations,
	managedPeople,
	managedSeats,
	termsOfPerson,
} from '#server/partnerships/manage-views.ts';
import { reading } from '#server/platform/tx.ts';
import { can } from '#domain/partnerships/policy.ts';
import { contactFields, contactFor, maySee } from '#domain/partnerships/contact.ts';
import { contactOf } from '#server/partnerships/held-about.ts';
import { boardId, standingOf } from '#server/partnerships/store.ts';
import { word } from '../../../../answer.server.ts';
import { fresh } from '../../../../here.server.ts';
import { originOf } from '../../../../sign-in/enter.server.ts';
import { asManager, idIn, manage, textFrom } from '../../../managing.server.ts';
import type { Actions, PageServerLoad } from './$types';

const roles: readonly GivenRole[] = [
	'chair',
	'vice_chair',
	'member',
	'secretariat',
	'minute_taker',
	'accountable_body_adviser',
	'adviser',
	'observer',
	'invited_participant',
];
const kinds: readonly TermKind[] = ['seat_term', 'deputy_term', 'body_role'];

export const load: PageServerLoad = async (event) => {
	const { partnership, actor } = await asManager(event);
	return reading(event.locals.app, async (tx) => {
		const people = await managedPeople(tx, partnership.id);
		const found = people.find(({ code }) => code === event.params.person) ?? error(404);
		const { email, ...one } = found;
		const board = await boardId(tx, partnership.id);
		const standing = board ? await standingOf(tx, actor, board) : null;
		const own = one.id === actor.personId;
		const contact = await contactOf(tx, partnership.id, one.id);
		return {
			// Not `person`: that is the reader, as the page's frame names them.
			one,
			contact: contactFor(standing, { ...contact, email }, own),
			sees: contactFields.filter((field) => maySee(standing, field, own)),
			erases: !own && can(standing, 'partnerships.erase'),
			terms: await termsOfPerson(tx, partnership.id, one.id),
			organisations: await managedOrganisations(tx, partnership.id),
			seats: await managedSeats(tx, partnership.id),
			bodies: await bodiesToChoose(tx, partnership.id),
			roles,
		};
	});
};

const daysIn = (form: FormData) => ({
	startsOn: word(form, 'starts_on'),
	endsOn: word(form, 'ends_on'),
});

export const actions: Actions = {
	edit: (event) =>
		manage(event, ({ app, actor, form }) =>
			editPerson(app, actor, {
				personId: idIn(form, 'personId'),
				name: word(form, 'name'),
				job: textFrom(form, 'job'),
				organisationId: idIn(form, 'organisationId'),
				email: word(form, 'email'),
			}),
		),
	contact: (event) =>
		manage(event, ({ app, actor, form }) =>
			editContact(app, actor, {
				personId: idIn(form, 'personId'),
				phone: word(form, 'phone'),
				accessNeeds: word(form, 'access_needs'),
			}),
		),
	seat: (event) =>
		manage(event, ({ app, actor, form }) => {
			fresh(event.locals);
			return takeSeat(app, actor, {
				personId: idIn(form, 'personId'),
				seatId: idIn(form, 'seatId'),
				mandate: word(form, 'mandate'),
				mayDecide: word(form, 'may_decide') === 'on',
				...daysIn(form),
			});
		}),
	deputy: (event) =>
		manage(event, ({ app, actor, form }) => {
			fresh(event.locals);
			return beDeputy(app, actor, {
				personId: idIn(form, 'personId'),
				seatId: idIn(form, 'seatId'),
				...daysIn(form),
			});
		}),
	role: (event) =>
		manage(event, ({ app, actor, form }) => {
			fresh(event.locals);
			const role = roles.find((each) => each === word(form, 'role'));
			if (!role) throw new Refusal('partnerships.role_missing', {}, 'role');
			return giveRoleTo(app, actor, {
				personId: idIn(form, 'personId'),
				bodyId: idIn(form, 'bodyId'),
				role,
				...daysIn(form),
			});
		}),
	end: (event) =>
		manage(event, ({ app, actor, form }) => {
			fresh(event.locals);
			const kind = kinds.find((each) => each === word(form, 'kind'));
			if (!kind) throw new Refusal('kernel.not_found');
			return endTerm(app, actor, {
				kind,
				termId: idIn(form, 'termId'),
				endsOn: word(form, 'ends_on'),
			});
		}),
	invite: (event) =>
		manage(event, ({ app, actor, form }) =>
			invite(app, actor, {
				personId: idIn(form, 'personId'),
				base: originOf(event),
				locale: getLocale(),
			}),
		),
	withdraw: (event) =>
		manage(event, ({ app, actor, form }) =>
			withdrawInvitation(app, actor, { personId: idIn(form, 'personId') }),
		),
};
