/** How near the pointer must be to an edge of the window for the page to scroll, and how far it then goes in a frame (px). */
const edge = 72;
const stride = 14;

/**
 * Drags a row of a list by its handle. `over` is told before which position (from 0) the row would land,
 * `drop` where it was let go; null when it was called off (Escape, or the pointer was taken away) or never moved. The
 * page scrolls at its edges. Listens at the window: a row that somebody else moves meanwhile would lose the pointer.
 */
export function dragRow(
	start: PointerEvent,
	list: HTMLElement,
	on: { over: (before: number) => void; drop: (before: number | null) => void },
): void {
	start.preventDefault();
	const stop = new AbortController();
	const { signal } = stop;
	let before: number | null = null;
	let y = start.clientY;

	const look = () => {
		const rows = Array.from(list.children, (row) => row.getBoundingClientRect());
		const below = rows.findIndex((row) => y < row.top + row.height / 2);
		before = below === -1 ? rows.length : below;
		on.over(before);
	};
	const end = (landed: number | null) => {
		stop.abort();
		on.drop(landed);
	};
	const scroll = () => {
		if (signal.aborted) return;
		const by = y < edge ? -stride : y > innerHeight - edge ? stride : 0;
		if (by !== 0 && before !== null) {
			scrollBy({ top: by, behavior: 'instant' });
			look();
		}
		requestAnimationFrame(scroll);
	};
	const mine = (then: (event: PointerEvent) => void) => (event: PointerEvent) => {
		if (event.pointerId === start.pointerId) then(event);
	};
	addEventListener(
		'pointermove',
		mine((event) => {
			y = event.clientY;
			look();
		}),
		{ signal },
	);
	addEventListener(
		'pointerup',
		mine(() => end(before)),
		{ signal },
	);
	addEventListener(
		'pointercancel',
		mine(() => end(null)),
		{ signal },
	);
	addEventListener(
		'keydown',
		(event) => {
			if (event.key !== 'Escape') return;
			event.preventDefault();
			end(null);
		},
		{ signal, capture: true },
	);
	requestAnimationFrame(scroll);
}
