import type { Terminal } from '@aquifer/service';

/** One line of the table of commands. */
export interface ProgramCommand {
  readonly name: string;
  readonly description: string;
  /** `[file]` or `<file>`, and what it is. */
  readonly argument?: readonly [name: string, help: string];
  readonly flags?: readonly CommandFlag[];
  /** Without a command this one is meant. */
  readonly isDefault?: boolean;
  /** Returns the exit code. A Fault it throws is told in a line, and the code is 1 then. */
  readonly run: (terminal: Terminal, given: Given) => number | Promise<number>;
}

export interface CommandFlag {
  /** As `--scope <names>`. */
  readonly flag: string;
  readonly help: string;
  readonly isRequired?: boolean;
}

/** What was typed behind the name of a command. */
export interface Given {
  readonly argument: string | undefined;
  /** By their names in camel case; those without a value are true. */
  readonly flags: Readonly<Record<string, string | true | undefined>>;
}
