import { join } from 'node:path';
import { createLog, readSettings } from '@aquifer/service';
import type { Log, Terminal } from '@aquifer/service';
import type { Desk } from '../administration/desk.ts';
import { readConfigFile } from '../configuration/read-config-file.ts';
import type { ConfigFile } from '../configuration/read-config-file.ts';
import type { TimedAuditEntry } from '../model/audit-entry.ts';
import { faucetSettings } from '../settings.ts';
import type { FaucetSettings } from '../settings.ts';
import { openConfigStore } from '../store/open-config-store.ts';

/** Where the settings of a command come from, and what they are. */
export interface Configuration {
  readonly file: ConfigFile;
  readonly settings: FaucetSettings;
  /** `--data-dir`, FAUCET_DATA_DIR, the file, or `~/.faucet`. */
  readonly dataDir: string;
}

/** What every command is given. */
export interface CliContext {
  readonly terminal: Terminal;
  /** The typed setting flags by name, once parsing is done. */
  readonly flags: () => Readonly<Record<string, unknown>>;
  readonly configPath: () => string | undefined;
  /** One line, or several, on standard output. */
  print(text: string): void;
}

/** Reads the settings of this invocation. Throws the Fault that lists all problems. */
export async function readConfiguration(context: CliContext): Promise<Configuration> {
  const { terminal } = context;
  const { env, cwd, homeDir } = terminal;
  const file = await readConfigFile({ explicitPath: context.configPath(), cwd, homeDir, env });
  const settings = readSettings(
    faucetSettings,
    { flags: context.flags(), env, file: file.settings },
    {
      unknownPrefix: 'FAUCET_',
      // Read by the documentation's examples and by container images, not by the server.
      alsoKnown: ['mcp.transport', 'logging.level', 'logging.format', 'services'],
      onUnknown: (sentence) => terminal.stderr.write(`warning: ${sentence}\n`),
    },
  );
  return { file, settings, dataDir: settings.dataDir ?? join(homeDir, '.faucet') };
}

/** The log of commands that are not servers: only what goes wrong. */
export function quietLog({ terminal }: CliContext): Log {
  return createLog({
    level: 'warn',
    format: 'logfmt',
    destination: { write: (line: string) => void terminal.stderr.write(line) },
  });
}

/** Runs `work` with the configuration store open, and writes its audit entries before closing. */
export async function withDesk<T>(
  context: CliContext,
  work: (desk: Desk) => Promise<T>,
): Promise<T> {
  const { settings, dataDir } = await readConfiguration(context);
  const store = await openConfigStore({ ...settings, dataDir, log: quietLog(context) });
  const entries: TimedAuditEntry[] = [];
  const desk: Desk = {
    store,
    actor: 'cli',
    record: (entry) =>
      void entries.push({ at: new Date(), actor: 'cli', outcome: 'done', detail: {}, ...entry }),
  };
  try {
    const result = await work(desk);
    if (entries.length > 0) await store.audit.append(entries);
    return result;
  } finally {
    await store.close();
  }
}
