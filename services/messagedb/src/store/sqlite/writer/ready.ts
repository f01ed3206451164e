import type { Reply } from './commands.ts';

/** What the thread says first: from now on commands are done, and not only waiting. */
export const ready: Reply = [0, undefined];
