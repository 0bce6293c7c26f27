/** Said to a form when what it sent was done and it is still there: its fields begin again. */
export const doneEvent = 'mh-done';
