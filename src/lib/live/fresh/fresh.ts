// The whole script of the phone's pages, the gallery and the room screen, which Kit sends without any: it reads what the
// server rendered and keeps it fresh. One entry of its own (`?worker&url` in FreshPage.svelte), so that no framework
// comes with it.
import { factsIn } from './facts.ts';
import { Screen } from './screen.ts';
import { sendForms } from './sending.ts';
import { focusOnArrival } from './show.ts';
import { askBeforeSignOut } from './sign-out.ts';

/** Milliseconds between two questions while there is no socket. */
const askEvery = 4_000;
/** The socket's part (Yjs) waits until the page has been drawn and can be tapped. */
const socketAfter = 1_200;

const facts = factsIn(document);
if (facts) start(new Screen(facts));

function start(screen: Screen): void {
	focusOnArrival();
	sendForms(screen);
	askBeforeSignOut();
	setInterval(() => screen.tick(), 1_000);
	const ask = async () => {
		if (screen.connection !== 'socket') await screen.ask();
		if (!screen.ended) setTimeout(() => void ask(), askEvery);
	};
	setTimeout(() => void ask(), 200);
	setTimeout(() => void listen(screen), socketAfter);

	const askNow = () => void screen.ask();
	addEventListener('online', askNow);
	addEventListener('offline', askNow);
	addEventListener('pageshow', ({ persisted }) => persisted && askNow());
	document.addEventListener('visibilitychange', () => {
		if (document.visibilityState === 'visible') askNow();
	});
	addEventListener('popstate', () => {
		const address = location.pathname + location.search;
		if (!screen.isAt(address)) screen.visit(address).catch(() => location.reload());
	});
}

async function listen(screen: Screen): Promise<void> {
	const { listenAt } = await import('./doorbell.ts');
	const { audience, meetingId } = screen.facts;
	listenAt(audience === 'gallery' ? 'gallery' : 'live', meetingId, {
		topic: (name, version) => screen.rung(name, version),
		heard(yes) {
			if (yes) {
				screen.connect('socket');
				void screen.ask();
			} else if (screen.connection === 'socket') {
				screen.connect('lost');
				void screen.ask();
			}
		},
		closed: (code) => screen.connect(code),
	});
}
