import { createSubscriber } from 'svelte/reactivity';
import type * as Y from 'yjs';

type Shared = Y.AbstractType<Y.YEvent<Y.AbstractType<unknown>>>;

/**
 * `read()` as state: one observer on the shared type while an effect or template reads `.current`, none otherwise.
 * `read` must give a plain value, made anew each time.
 */
export function reactiveY<T>(type: unknown, read: () => T): { readonly current: T } {
	const shared = type as Shared;
	let fresh: { value: T } | null = null;
	const subscribe = createSubscriber((update) => {
		fresh = null;
		const changed = () => {
			fresh = null;
			update();
		};
		shared.observeDeep(changed);
		return () => {
			shared.unobserveDeep(changed);
			fresh = null;
		};
	});
	return {
		get current() {
			subscribe();
			if (!$effect.tracking()) return read();
			fresh ??= { value: read() };
			return fresh.value;
		},
	};
}
