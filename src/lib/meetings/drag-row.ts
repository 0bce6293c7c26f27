/**
 * Drags a row of a list by its handle. `over` is told before which position (from 0) the row would land,
 * `drop` where it was let go; null when it was called off (Escape, or the pointer was taken away).
 */
export function dragRow(
	start: PointerEvent,
	list: HTMLElement,
	on: { over: (before: number) => void; drop: (before: number | null) => void },
): void {
	const handle = start.currentTarget as HTMLElement;
	start.preventDefault();
	handle.setPointerCapture(start.pointerId);
	let before: number | null = null;

	const rows = () => Array.from(list.children, (row) => row.getBoundingClientRect());
	const move = (event: PointerEvent) => {
		const below = rows().findIndex((row) => event.clientY < row.top + row.height / 2);
		before = below === -1 ? list.children.length : below;
		on.over(before);
	};
	const end = (landed: number | null) => {
		handle.removeEventListener('pointermove', move);
		handle.removeEventListener('pointerup', drop);
		handle.removeEventListener('pointercancel', cancel);
		removeEventListener('keydown', escape, true);
		on.drop(landed);
	};
	const drop = () => end(before);
	const cancel = () => end(null);
	const escape = (event: KeyboardEvent) => {
		if (event.key !== 'Escape') return;
		event.preventDefault();
		cancel();
	};
	handle.addEventListener('pointermove', move);
	handle.addEventListener('pointerup', drop);
	handle.addEventListener('pointercancel', cancel);
	addEventListener('keydown', escape, true);
}
