import type { z } from 'zod';
import { describeSchema } from './describe-schema.ts';

/** A value as an operator writes it: in a variable, after a flag, or in a configuration file. */
export type SettingInput = string | number | boolean | readonly string[];

/** One setting: everything the reader, `--help`, the docs and `env.example` need to know. */
export interface Setting<T = unknown> {
  /** Environment variable, such as `APP_SERVER_PORT`. */
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
export type SettingsTable<S extends object> = { readonly [K in keyof S]-?: Setting<S[K]> };

/**
 * Declares the settings of a service. Throws a plain Error (a mistake of ours, not of the operator)
 * if two settings claim one name or a default breaks its own rule.
 */
export function defineSettings<S extends object>(table: SettingsTable<S>): SettingsTable<S> {
  const ownerByName = new Map<string, string>();
  for (const [key, setting] of listSettings(table)) {
    for (const name of namesOf(setting)) {
      const owner = ownerByName.get(name);
      if (owner !== undefined) throw new Error(`settings ${owner} and ${key} both claim ${name}`);
      ownerByName.set(name, key);
    }
    checkForm(key, setting);
  }
  return table;
}

/** The settings of a table in the order they were declared. */
export function listSettings<S extends object>(table: SettingsTable<S>): [string, Setting][] {
  return Object.entries<Setting>(table as Record<string, Setting>);
}

/** All variables of a setting, the main one first. */
export function variablesOf(setting: Setting): string[] {
  return [setting.env, ...(setting.aliases ?? [])];
}

const KINDS_IN_FILES: ReadonlySet<string> = new Set(['text', 'list', 'URL']);

/** Whether `<variable>_FILE` may name a file with the value: for texts, lists, and every secret. */
export function acceptsValueFile(setting: Setting): boolean {
  return setting.secret === true || KINDS_IN_FILES.has(describeSchema(setting.schema).kind);
}

function namesOf(setting: Setting): string[] {
  const variables = variablesOf(setting);
  const files = acceptsValueFile(setting) ? variables.map((name) => `${name}_FILE`) : [];
  const others = [setting.flag, setting.short, setting.fileKey];
  return [...variables, ...files, ...others.filter((name) => name !== undefined)];
}

function checkForm(key: string, setting: Setting): void {
  const wrongVariable = variablesOf(setting).find((name) => !/^[A-Z][A-Z0-9_]*$/.test(name));
  if (wrongVariable !== undefined) throw new Error(`setting ${key}: variable ${wrongVariable}`);
  if (setting.flag !== undefined && !/^--[a-z][a-z0-9-]*$/.test(setting.flag)) {
    throw new Error(`setting ${key}: flag ${setting.flag}`);
  }
  if (setting.short !== undefined && !(setting.flag && /^-[a-zA-Z]$/.test(setting.short))) {
    throw new Error(`setting ${key}: short flag ${setting.short}`);
  }
  if (setting.default !== undefined && !setting.schema.safeParse(setting.default).success) {
    throw new Error(`setting ${key}: its default breaks its own rule`);
  }
}
