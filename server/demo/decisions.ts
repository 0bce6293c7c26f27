import type { App } from '../app.ts';
import type { DemoWorld } from './world.ts';

/** The motions of the demo's meeting. */
export async function loadDecisions(_app: App, _demo: DemoWorld): Promise<void> {}
