/** The page a voter came from and goes back to. */
export type From = 'live' | 'chair' | 'follow';

/** Reads the place from an address or a form; the phone's page where it says nothing. */
export const placeFrom = (value: unknown): From =>
	value === 'live' || value === 'chair' ? value : 'follow';

/** The address of the place, without language. */
export function placePath(base: string, from: From): string {
	switch (from) {
		case 'live':
			return `${base}/live`;
		case 'chair':
			return `${base}/live/chair`;
		case 'follow':
			return `${base}/follow`;
	}
}
