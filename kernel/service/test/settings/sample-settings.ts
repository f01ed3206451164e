import { z } from 'zod';
import {
  booleanText,
  byteSize,
  choice,
  defineSettings,
  duration,
  port,
  textList,
} from '../../src/index.ts';
import type { SettingsTable } from '../../src/index.ts';

export interface SampleSettings {
  readonly port: number;
  readonly host: string;
  readonly ui: boolean;
  readonly level: 'debug' | 'info';
  readonly bodyMax: number;
  readonly timeout: number;
  readonly origins: readonly string[];
  readonly secret?: string;
}

export const sampleSettings: SettingsTable<SampleSettings> = defineSettings<SampleSettings>({
  port: {
    env: 'DEMO_SERVER_PORT',
    flag: '--port',
    short: '-p',
    fileKey: 'server.port',
    schema: port,
    default: 8080,
    help: 'Port to listen on.',
    group: 'Server',
  },
  host: {
    env: 'DEMO_SERVER_HOST',
    flag: '--host',
    fileKey: 'server.host',
    schema: z.string(),
    default: '0.0.0.0',
    help: 'Address to listen on.',
    group: 'Server',
  },
  ui: {
    env: 'DEMO_UI',
    flag: '--no-ui',
    schema: booleanText,
    default: true,
    help: 'Serve the console.',
    group: 'Server',
  },
  level: {
    env: 'DEMO_LOG_LEVEL',
    fileKey: 'log.level',
    schema: choice(['debug', 'info']),
    default: 'info',
    help: 'Least level | that is logged.',
  },
  bodyMax: {
    env: 'DEMO_BODY_MAX',
    fileKey: 'server.max_body_size',
    schema: byteSize,
    default: '10MiB',
    help: 'Largest body.',
    group: 'Server',
  },
  timeout: {
    env: 'DEMO_TIMEOUT',
    schema: duration,
    default: '15s',
    help: 'Time for a request.',
    group: 'Server',
  },
  origins: {
    env: 'DEMO_ORIGINS',
    flag: '--origin',
    fileKey: 'server.cors.allowed_origins',
    schema: textList,
    default: ['*'],
    help: 'Origins.',
    group: 'Server',
  },
  secret: {
    env: 'DEMO_AUTH_SECRET',
    aliases: ['DEMO_SECRET'],
    fileKey: 'auth.secret',
    schema: z.string().min(8, 'must have at least 8 characters').optional(),
    secret: true,
    help: 'Signs tokens.',
    group: 'Auth',
  },
});
