/** The phone view brings a small script of its own (src/lib/live/phone): Kit and Svelte would be most of its budget. */
export const csr = false;
