/** As the phone: a small script of its own (src/lib/live/fresh) keeps the screen up to date. */
export const csr = false;
