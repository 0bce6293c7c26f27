const browsers: readonly [RegExp, string][] = [
	[/Edg\//, 'edge'],
	[/OPR\//, 'opera'],
	[/SamsungBrowser\//, 'samsung'],
	[/Firefox\/|FxiOS\//, 'firefox'],
	[/Chrome\/|CriOS\/|Chromium\//, 'chrome'],
	[/Safari\//, 'safari'],
];
const systems: readonly [RegExp, string][] = [
	[/iPhone/, 'iphone'],
	[/iPad/, 'ipad'],
	[/Android/, 'android'],
	[/Windows/, 'windows'],
	[/Mac OS X/, 'mac'],
	[/CrOS/, 'chromebook'],
	[/Linux/, 'linux'],
];

/** What a device calls itself, as two words: "firefox-windows". Enough to know one's own, too little to tell people apart. */
export function deviceOf(userAgent: string | null): string {
	const find = (from: readonly [RegExp, string][]) =>
		from.find(([pattern]) => pattern.test(userAgent ?? ''))?.[1];
	const words = [find(browsers), find(systems)].filter((word) => word !== undefined);
	return words.length > 0 ? words.join('-') : 'unknown';
}
