import type { PresetId } from '#domain/partnerships/presets.ts';
import * as m from '#lib/paraglide/messages.js';

/** The kinds of partnership to choose from, with what each begins with. */
export const presetWords = (): readonly { value: PresetId; text: string; hint: string }[] => [
	{
		value: 'england_lsp',
		text: m.partnerships_preset_england_lsp(),
		hint: m.partnerships_preset_england_lsp_hint(),
	},
	{
		value: 'england_neighbourhood_board',
		text: m.partnerships_preset_england_neighbourhood_board(),
		hint: m.partnerships_preset_england_neighbourhood_board_hint(),
	},
	{
		value: 'scotland_cpp',
		text: m.partnerships_preset_scotland_cpp(),
		hint: m.partnerships_preset_scotland_cpp_hint(),
	},
	{
		value: 'wales_psb',
		text: m.partnerships_preset_wales_psb(),
		hint: m.partnerships_preset_wales_psb_hint(),
	},
];
