import type { App } from '../app.ts';
import type { DemoWorld } from './world.ts';

/** The strategy of the demo with its sections. */
export async function loadDocuments(_app: App, _demo: DemoWorld): Promise<void> {}
