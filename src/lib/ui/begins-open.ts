/**
 * For a `<details>` that begins open when so told; says nothing of it otherwise. An attribute that said "not open" would
 * close, when the page's script comes, what somebody on a slow line has opened before.
 */
export const beginsOpen = (open: boolean): { open?: true } => (open ? { open: true } : {});
