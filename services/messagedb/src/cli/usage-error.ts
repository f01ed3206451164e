import { CommanderError } from 'commander';

/** The exit code of arguments that make no sense (contract §2.1). */
export const USAGE_EXIT_CODE = 2;

/** What commander throws as well: the program shows the sentence, and where help is. */
export const usageError = (sentence: string): CommanderError =>
  new CommanderError(USAGE_EXIT_CODE, 'messagedb.usage', sentence);
