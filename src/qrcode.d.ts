declare module 'qrcode' {
	/** The text as a QR code, drawn as an SVG document. */
	export function toString(
		text: string,
		options: { type: 'svg'; margin: number; errorCorrectionLevel: 'L' | 'M' | 'Q' | 'H' },
	): Promise<string>;
}
