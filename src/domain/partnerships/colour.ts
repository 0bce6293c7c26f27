import { Refusal } from '../kernel/refusal.ts';

/** Text needs so much against its ground: 4.5 to 1, in tenths (WCAG 2.2, 1.4.3). */
export const leastContrast = 45;

/** The share of light that a channel of 0 to 255 gives, of a thousand (WCAG 2.2, relative luminance, by its definition). */
const light = (channel: number): number => {
	const part = channel / 255;
	return 1000 * (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
};

/** How well white words are read on a colour such as "#6b2346": 10 for not at all to 210 for black, in tenths, rounded down. */
export function contrastOnWhite(colour: string): number {
	const [red, green, blue] = [1, 3, 5].map((at) =>
		light(Number.parseInt(colour.slice(at, at + 2), 16)),
	) as [number, number, number];
	const luminance = (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 1000;
	return Math.floor((10 * 1.05) / (luminance + 0.05));
}

/**
 * A colour as it is kept, "#6b2346"; null for none. Refuses what is no colour (`partnerships.colour_wrong`) and one on
 * which white words are hard to read (`partnerships.colour_pale`, with the contrast it has, "3.9").
 */
export function checkColour(typed: string): string | null {
	const text = typed.trim().toLowerCase();
	if (text === '') return null;
	const colour = text.startsWith('#') ? text : `#${text}`;
	if (!/^#[0-9a-f]{6}$/.test(colour)) throw new Refusal('partnerships.colour_wrong', {}, 'colour');
	const contrast = contrastOnWhite(colour);
	if (contrast < leastContrast)
		throw new Refusal(
			'partnerships.colour_pale',
			{ contrast: `${Math.floor(contrast / 10)}.${contrast % 10}` },
			'colour',
		);
	return colour;
}
