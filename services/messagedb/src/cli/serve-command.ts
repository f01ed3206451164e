import {
  addSettingFlags,
  createLog,
  readSettingFlags,
  readSettings,
  runService,
} from '@aquifer/service';
import type { Terminal } from '@aquifer/service';
import type { Command } from 'commander';
import { createMessageDbService } from '../service.ts';
import { messageDbSettings } from '../settings.ts';
import { addNegations } from './plain-flags.ts';

/**
 * Requests in flight get this long when the server is told to stop. All is over within 10 seconds
 * (contract §2.2); what is cut now needs a part of them to close.
 */
const STOP_MS_MAX = 9_000;

/** `messagedb serve`: in the foreground, as containers and systemd expect. */
export function addServeCommand(
  program: Command,
  terminal: Terminal,
  exitWith: (code: number) => void,
): Command {
  const serve = program.command('serve').description('Start the server');
  addSettingFlags(serve, messageDbSettings);
  addNegations(serve);
  return serve.action(async () => exitWith(await runServer(terminal, serve)));
}

async function runServer(terminal: Terminal, serve: Command): Promise<number> {
  const settings = readSettings(
    messageDbSettings,
    { flags: readSettingFlags(serve, messageDbSettings), env: terminal.env },
    {
      unknownPrefix: 'MESSAGEDB_',
      onUnknown: (sentence) => terminal.stderr.write(`warning: ${sentence}\n`),
    },
  );
  const log = createLog({
    level: settings.logLevel,
    format: settings.logFormat,
    timeKey: 'ts',
    stream: 'stdout',
  });
  const service = createMessageDbService();
  return runService(terminal, service, settings, {
    log,
    deadlineMs: STOP_MS_MAX,
    onStarted: (running) => {
      const { generatedToken } = running as Awaited<ReturnType<typeof service.start>>;
      if (generatedToken !== undefined) terminal.stdout.write(tokenBanner(generatedToken));
    },
  });
}

/** Shown once: only its hash is kept. */
const tokenBanner = (token: string): string => `
Token of the namespace "default" (shown only now; keep it):

  ${token}

`;
