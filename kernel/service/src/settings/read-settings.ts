import { inspect } from 'node:util';
import type { z } from 'zod';
import { Fault } from '../fault.ts';
import { flattenConfiguration } from './configuration-file.ts';
import { acceptsValueFile, listSettings, variablesOf } from './define-settings.ts';
import type { Setting, SettingsTable } from './define-settings.ts';
import { readValueFile } from './read-value-file.ts';
import { isServiceAddress } from './service-link.ts';
import { unknownFileKeys, unknownVariables } from './unknown-names.ts';

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

/** One thing wrong with the settings. It never contains the value of a secret. */
export interface SettingProblem {
  /** Name as the operator wrote it: variable, flag or file key. */
  readonly name: string;
  readonly source: 'flag' | 'environment' | 'file' | 'none';
  /** What is wrong, as the end of a sentence that starts with the name. */
  readonly rule: string;
  /** The value at fault as it may be shown. */
  readonly value?: string;
}

/**
 * Reads all settings: flag, then variable, then the file named by `<variable>_FILE`, then the
 * configuration file, then the default. Blank values count as not given. Throws one Fault
 * `invalid_settings` that lists every problem (also as `context.problems`, a list of
 * {@link SettingProblem}), never a secret's value.
 */
export function readSettings<S extends object>(
  table: SettingsTable<S>,
  sources: SettingsSources,
  options: ReadSettingsOptions = {},
): S {
  const file = flattenConfiguration(sources.file ?? {});
  const values: Record<string, unknown> = {};
  const problems: SettingProblem[] = [];
  for (const [key, setting] of listSettings(table)) {
    const found = findInput(key, setting, sources, file);
    const outcome = found.kind === 'problem' ? found : parseInput(setting, found);
    if (outcome.kind === 'problem') problems.push(outcome.problem);
    else if (outcome.value !== undefined) values[key] = outcome.value;
  }
  problems.push(...checkNames(table, sources, file, options));
  if (problems.length > 0) throw invalidSettings(problems);
  return values as S;
}

/** A value as it was written, and where. */
interface Given {
  readonly kind: 'given';
  readonly name: string;
  readonly source: SettingProblem['source'];
  readonly input: unknown;
}

interface Refused {
  readonly kind: 'problem';
  readonly problem: SettingProblem;
}

function findInput(
  key: string,
  setting: Setting,
  sources: SettingsSources,
  file: ReadonlyMap<string, unknown>,
): Given | Refused {
  const flag = sources.flags?.[key];
  if (flag !== undefined) {
    return { kind: 'given', name: setting.flag ?? key, source: 'flag', input: flag };
  }
  const variable = findVariable(setting, sources.env ?? {});
  if (variable !== undefined) return variable;
  const fileValue = setting.fileKey === undefined ? undefined : file.get(setting.fileKey);
  if (setting.fileKey !== undefined && !isBlank(fileValue)) {
    return { kind: 'given', name: setting.fileKey, source: 'file', input: fileValue };
  }
  return { kind: 'given', name: setting.env, source: 'none', input: setting.default };
}

function findVariable(
  setting: Setting,
  env: Readonly<Record<string, string | undefined>>,
): Given | Refused | undefined {
  const variables = variablesOf(setting);
  const names = acceptsValueFile(setting)
    ? variables.flatMap((name) => [name, `${name}_FILE`])
    : variables;
  const set = names
    .map((name) => ({ name, text: env[name] ?? '' }))
    .filter(({ name, text }) => text.trim() !== '' && !isServiceAddress(name, text));
  const [first, second] = set;
  if (first === undefined) return undefined;
  if (second !== undefined && first.text !== second.text) {
    return refuse(first.name, 'environment', `and ${second.name} are both set; keep one of them`);
  }
  const { name, text } = first;
  if (!variables.includes(name)) return findInValueFile(name, text.trim());
  // Blanks around a password may be part of it; around a port they are not.
  const input = setting.secret === true ? text : text.trim();
  return { kind: 'given', name, source: 'environment', input };
}

function findInValueFile(name: string, path: string): Given | Refused {
  const file = readValueFile(path);
  return file.kind === 'value'
    ? { kind: 'given', name, source: 'environment', input: file.value }
    : refuse(name, 'environment', `names the file ${path}, which ${file.reason}`);
}

function parseInput(
  setting: Setting,
  given: Given,
): Refused | { readonly kind: 'value'; readonly value: unknown } {
  const parsed = setting.schema.safeParse(given.input);
  if (parsed.success) return { kind: 'value', value: parsed.data };
  if (given.input === undefined) return refuse(given.name, given.source, 'is required');
  const rules = parsed.error.issues.map((issue) => ruleOf(issue)).join(', ');
  const rule = setting.secret === true ? withoutValue(rules, given.input) : rules;
  const refused = refuse(given.name, given.source, rule);
  const value = shownValue(setting, given.input);
  return value === undefined ? refused : { ...refused, problem: { ...refused.problem, value } };
}

/** A rule written by hand might quote what it refuses; not when that is a secret. */
function withoutValue(rule: string, input: unknown): string {
  return rule.includes(String(input)) ? 'is not accepted' : rule;
}

function ruleOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type' && issue.expected === 'string') {
    return 'must be text (in a file: put it in quotes)';
  }
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}`;
  return issue.message;
}

/** The value at fault, unless it is secret; shortened, since the line is for people. */
function shownValue(setting: Setting, input: unknown): string | undefined {
  if (setting.secret === true) return undefined;
  const text = typeof input === 'string' ? JSON.stringify(input) : inspect(input, { depth: 1 });
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function checkNames<S extends object>(
  table: SettingsTable<S>,
  sources: SettingsSources,
  file: ReadonlyMap<string, unknown>,
  { unknownPrefix, alsoKnown = [], onUnknown = 'refuse' }: ReadSettingsOptions,
): SettingProblem[] {
  const settings = listSettings(table).map(([, setting]) => setting);
  const unknown = [
    ...(unknownPrefix === undefined
      ? []
      : unknownVariables(settings, sources.env ?? {}, unknownPrefix, alsoKnown)),
    ...unknownFileKeys(settings, file, alsoKnown),
  ];
  if (onUnknown === 'refuse') return unknown;
  for (const { name, source, rule } of unknown) onUnknown(`${name} (${source}) ${rule}`);
  return [];
}

function refuse(name: string, source: SettingProblem['source'], rule: string): Refused {
  return { kind: 'problem', problem: { name, source, rule } };
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && !value.trim());
}

function invalidSettings(problems: readonly SettingProblem[]): Fault {
  const lines = problems.map(({ name, source, rule, value }) => {
    const sentence = value === undefined ? rule : `${rule}, not ${value}`;
    return source === 'none' ? `${name} ${sentence}` : `${name} (${source}) ${sentence}`;
  });
  const list =
    lines.length === 1 ? ` ${lines.join()}` : lines.map((line) => `\n  ${line}`).join('');
  return new Fault({
    code: 'invalid_settings',
    status: 500,
    message: `invalid settings:${list}`,
    context: { problems },
  });
}
