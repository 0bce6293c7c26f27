/** How a reader wants the pages to look; kept on the device in one cookie, applied by the server to `<html>`. */
export interface Look {
	readonly theme: 'device' | 'light' | 'dark';
	readonly text: 'usual' | 'large';
	readonly letters: 'usual' | 'plain';
}

export const lookCookie = 'look';

const themes: readonly string[] = ['device', 'light', 'dark'] satisfies Look['theme'][];

/** Reads the three choices from the cookie or a form; what it does not know counts as the default. */
export function lookFrom(theme: unknown, text: unknown, letters: unknown): Look {
	return {
		theme:
			typeof theme === 'string' && themes.includes(theme) ? (theme as Look['theme']) : 'device',
		text: text === 'large' ? 'large' : 'usual',
		letters: letters === 'plain' ? 'plain' : 'usual',
	};
}

/** The value of the cookie: `dark.large.plain`. */
export const lookToCookie = ({ theme, text, letters }: Look): string =>
	`${theme}.${text}.${letters}`;

/** The choices that a cookie holds, whoever wrote it. */
export function lookFromCookie(value: string | undefined): Look {
	const [theme, text, letters] = (value ?? '').split('.');
	return lookFrom(theme, text, letters);
}

/** The attributes of `<html>` for the placeholder `%look%` in app.html: only known words, so safe in markup. */
export function lookAttributes(cookie: string | undefined): string {
	const { theme, text, letters } = lookFromCookie(cookie);
	return [
		'class="govuk-template--rebranded"',
		theme === 'device' ? '' : `data-theme="${theme}"`,
		text === 'usual' ? '' : `data-text="${text}"`,
		letters === 'usual' ? '' : `data-letters="${letters}"`,
	]
		.filter(Boolean)
		.join(' ');
}
