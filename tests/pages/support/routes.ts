import type { Demo, Persona } from './world.ts';

/** Pages that look different to different personas: each is checked once for each who sees something of their own. */
export function routesOf(demo: Demo): { readonly path: string; readonly personas: Persona[] }[] {
	const meeting = new URL(demo.meeting).pathname;
	const partnership = `/${meeting.split('/')[1] ?? ''}`;
	return [
		{ path: '/', personas: ['public', 'member'] },
		{ path: '/sign-in', personas: ['public'] },
		{ path: '/sign-in/password', personas: ['public'] },
		{ path: '/sign-in/code', personas: ['public'] },
		{ path: '/account', personas: ['member'] },
		{ path: '/help', personas: ['public'] },
		{ path: '/accessibility', personas: ['public'] },
		{ path: '/privacy', personas: ['public'] },
		{ path: '/look', personas: ['public'] },
		{ path: '/outbox', personas: ['public'] },
		{ path: partnership, personas: ['public', 'member', 'chair'] },
		{ path: `${partnership}/meetings`, personas: ['public', 'clerk'] },
		{ path: meeting, personas: ['public', 'member', 'clerk', 'observer'] },
		{ path: `${meeting}/agenda`, personas: ['member', 'clerk'] },
		{ path: `${meeting}/agenda/publish`, personas: ['clerk'] },
		{ path: `${meeting}/versions/1`, personas: ['public'] },
		{ path: `${meeting}/minutes`, personas: ['public', 'member', 'clerk'] },
		{ path: `${meeting}/attendance`, personas: ['clerk'] },
		{ path: `${meeting}/live`, personas: ['member', 'officer'] },
		{ path: `${meeting}/live/chair`, personas: ['chair'] },
		{ path: `${meeting}/live/clerk`, personas: ['clerk'] },
		{ path: `${meeting}/follow`, personas: ['community'] },
		{ path: `${meeting}/motions/m1`, personas: ['public', 'member', 'chair'] },
		{ path: `${meeting}/room`, personas: ['public'] },
		{ path: `${meeting}/gallery`, personas: ['public'] },
		{ path: `${partnership}/strategy`, personas: ['public', 'member'] },
		{ path: `${partnership}/strategy/7`, personas: ['public'] },
		{ path: `${partnership}/strategy/7/edit`, personas: ['member'] },
		{ path: `${partnership}/people`, personas: ['public'] },
		{ path: `${partnership}/bodies`, personas: ['public'] },
		{ path: `${partnership}/bodies/board`, personas: ['public'] },
		{ path: `${partnership}/rules`, personas: ['public'] },
		{ path: `${partnership}/rules/what-if`, personas: ['public'] },
	];
}
