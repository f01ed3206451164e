import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Fault } from '@aquifer/service';
import { parse } from 'yaml';
import { parseNewService } from '../administration/services.ts';
import type { NewDatabaseService } from '../model/database-service.ts';
import { expandVariables } from './expand-variables.ts';

/** A configuration file, read and checked (contract §3). */
export interface ConfigFile {
  /** Where it was found; undefined when there is none. */
  readonly path: string | undefined;
  /** Settings as nested keys, for `readSettings`. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Services to be created or brought up to date at start. */
  readonly services: readonly NewDatabaseService[];
}

export interface ConfigFileOptions {
  /** `--config`; must exist when given. */
  readonly explicitPath: string | undefined;
  readonly cwd: string;
  readonly homeDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Reads `--config`, else `./faucet.yaml`, else `~/.faucet/faucet.yaml`, else nothing. */
export async function readConfigFile(options: ConfigFileOptions): Promise<ConfigFile> {
  const { explicitPath, cwd, homeDir } = options;
  if (explicitPath !== undefined) return parseFile(resolve(cwd, explicitPath), options.env);
  for (const path of [join(cwd, 'faucet.yaml'), join(homeDir, '.faucet', 'faucet.yaml')]) {
    const text = await readIfThere(path);
    if (text !== undefined) return parseText(path, text, options.env);
  }
  return { path: undefined, settings: {}, services: [] };
}

async function parseFile(path: string, env: ConfigFileOptions['env']): Promise<ConfigFile> {
  const text = await readIfThere(path);
  if (text === undefined) throw invalid(path, 'the file does not exist');
  return parseText(path, text, env);
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw invalid(path, 'the file cannot be read', error);
  }
}

function parseText(path: string, text: string, env: ConfigFileOptions['env']): ConfigFile {
  let content: unknown;
  try {
    content = parse(text);
  } catch (error) {
    const [reason = 'it is not valid YAML'] =
      error instanceof Error ? error.message.split('\n') : [];
    throw invalid(path, reason, error);
  }
  if (content === null || content === undefined) content = {};
  if (typeof content !== 'object' || Array.isArray(content)) {
    throw invalid(path, 'the file must be a mapping of keys');
  }
  try {
    const { services, ...settings } = Object.fromEntries(
      Object.entries(expandVariables(content, env) as object),
    );
    return { path, settings, services: parseServices(services) };
  } catch (error) {
    throw invalid(path, error instanceof Error ? error.message : String(error), error);
  }
}

function parseServices(services: unknown): readonly NewDatabaseService[] {
  if (services === undefined || services === null) return [];
  if (!Array.isArray(services)) throw new Error('services must be a list');
  return services.map((entry: unknown, index) => {
    try {
      return parseNewService(entry);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`services[${index}]: ${reason}`, { cause: error });
    }
  });
}

const invalid = (path: string, reason: string, cause?: unknown): Fault =>
  new Fault({ code: 'invalid_config_file', status: 500, message: `${path}: ${reason}`, cause });
