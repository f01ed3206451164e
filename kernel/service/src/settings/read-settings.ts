import type { SettingsTable } from './define-settings.ts';

/** Where values come from, strongest first. */
export interface SettingsSources {
  /** Values of flags by the setting's name in the table; see `readSettingFlags`. */
  readonly flags?: Readonly<Record<string, unknown>>;
  /** Environment variables. For texts, `X_FILE` names a file that holds the value of `X`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Content of the configuration file: nested objects, or keys with dots. */
  readonly file?: Readonly<Record<string, unknown>>;
}

/** How strictly names are checked. */
export interface ReadSettingsOptions {
  /** Variables that start with this and belong to no setting are reported. */
  readonly unknownPrefix?: string;
  /** Variables and file keys that others read; a file key covers all keys below it. */
  readonly alsoKnown?: readonly string[];
  /** `refuse` (default) makes unknown names problems; a function is told a sentence for each. */
  readonly onUnknown?: 'refuse' | ((sentence: string) => void);
}

/** One thing wrong with the settings; `value` is absent for secrets. */
export interface SettingProblem {
  /** Name as the operator wrote it: variable, flag or file key. */
  readonly name: string;
  readonly source: 'flag' | 'environment' | 'file' | 'default';
  /** What is required, as the end of a sentence that starts with the name. */
  readonly rule: string;
}

/**
 * Reads all settings: flag, then variable, then the file named by `<variable>_FILE`, then the
 * configuration file, then the default. Throws one Fault `invalid_settings` that lists every
 * problem (also as `context.problems`, a list of {@link SettingProblem}), never a secret's value.
 */
export function readSettings<S extends object>(
  table: SettingsTable<S>,
  sources: SettingsSources,
  options?: ReadSettingsOptions,
): S {
  throw new Error(`not written: ${String(table)}${String(sources)}${String(options)}`);
}
