import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isFault } from '@aquifer/service';
import type { Terminal } from '@aquifer/service';
import { parseEnvFile } from '../configuration/env-file.ts';
import { readConfiguration } from '../configuration/read-configuration.ts';
import type { Configuration } from '../configuration/read-configuration.ts';

/**
 * The configuration of the environment and of `.env` in the working directory, where the environment
 * wins (guide, "Prerequisites"). Undefined when it is bad, which was then told on standard error.
 */
export function loadConfiguration(
  terminal: Terminal,
): Extract<Configuration, { readonly kind: 'good' }> | undefined {
  const file = readEnvFile(terminal.cwd);
  const configuration: Configuration =
    'problem' in file
      ? { kind: 'bad', problems: [file.problem] }
      : readConfiguration({ ...file.variables, ...terminal.env });
  if (configuration.kind === 'good') return configuration;
  for (const problem of configuration.problems) {
    terminal.stderr.write(`Configuration error: ${problem}\n`);
  }
  return undefined;
}

type EnvFile =
  | { readonly variables: Readonly<Record<string, string>> }
  | { readonly problem: string };

function readEnvFile(directory: string): EnvFile {
  let text: string;
  try {
    text = readFileSync(join(directory, '.env'), 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    if (code === 'ENOENT') return { variables: {} };
    return { problem: `.env cannot be read (${code})` };
  }
  try {
    return { variables: parseEnvFile(text) };
  } catch (error) {
    if (isFault(error)) return { problem: `.env ${error.message}` };
    throw error;
  }
}
