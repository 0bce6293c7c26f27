import { expect, test } from 'vitest';
import { deviceOf } from './device.ts';

test.each([
	[
		'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
		'firefox-windows',
	],
	[
		'Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
		'safari-ipad',
	],
	[
		'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36',
		'chrome-android',
	],
	['curl/8.0', 'unknown'],
	[null, 'unknown'],
	['<script>'.repeat(1000), 'unknown'],
])('%j is %s', (agent, device) => {
	expect(deviceOf(agent)).toBe(device);
});
