import type { z } from 'zod';

/** A value as an operator writes it: in a variable, after a flag, or in a configuration file. */
export type SettingInput = string | number | boolean | readonly string[];

/** One setting: everything the reader, `--help`, the docs and `env.example` need to know. */
export interface Setting<T = unknown> {
  /** Environment variable, such as `FAUCET_SERVER_PORT`. */
  readonly env: string;
  /** Further variables that mean the same. */
  readonly aliases?: readonly string[];
  /** Command-line flag, such as `--port`. `--no-x` on a boolean setting sets it to false. */
  readonly flag?: string;
  /** One-letter flag, such as `-p`. Needs {@link Setting.flag}. */
  readonly short?: string;
  /** Key in the configuration file with dots, such as `server.port`. */
  readonly fileKey?: string;
  /** Turns the written value into the one the service uses. Make it optional if the setting is. */
  readonly schema: z.ZodType<T>;
  /** Used when nothing is given. Written as an operator would write it (`15s`), and parsed like it. */
  readonly default?: SettingInput;
  /** Its value is never shown: not in problems, not in help, not in docs. */
  readonly secret?: boolean;
  /** One sentence for operators. */
  readonly help: string;
  /** Heading under which docs and `env.example` list it. */
  readonly group?: string;
}

/** All settings of one service, by the name the code uses. */
export type SettingsTable<S extends object> = { readonly [K in keyof S]: Setting<S[K]> };

/**
 * Declares the settings of a service. Throws a plain Error (a mistake of ours, not of the operator)
 * if two settings claim one name or a default breaks its own rule.
 */
export function defineSettings<S extends object>(table: SettingsTable<S>): SettingsTable<S> {
  return table;
}
