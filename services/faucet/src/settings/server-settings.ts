import { booleanText, byteSize, duration, integer, port, textList } from '@aquifer/service';
import type { SettingsTable } from '@aquifer/service';
import { z } from 'zod';

/** How the server listens, and what it bears of a request. */
export interface ServerSettings {
  readonly host: string;
  readonly port: number;
  readonly readTimeoutMs: number;
  readonly writeTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly shutdownTimeoutMs: number;
  readonly bodyBytesMax: number;
  readonly answerBytesMax: number;
  readonly batchRowsMax: number;
  readonly trustedProxies: readonly string[];
  readonly corsOrigins: readonly string[];
  readonly uiEnabled: boolean;
  readonly queryTimeoutMs: number;
}

export const serverSettings: SettingsTable<ServerSettings> = {
  host: {
    env: 'FAUCET_SERVER_HOST',
    flag: '--host',
    fileKey: 'server.host',
    schema: z.string(),
    default: '0.0.0.0',
    help: 'Address to listen on.',
    group: 'Server',
  },
  port: {
    env: 'FAUCET_SERVER_PORT',
    flag: '--port',
    short: '-p',
    fileKey: 'server.port',
    schema: port,
    default: '8080',
    help: 'Port to listen on.',
    group: 'Server',
  },
  readTimeoutMs: {
    env: 'FAUCET_SERVER_READ_TIMEOUT',
    fileKey: 'server.read_timeout',
    schema: duration,
    default: '15s',
    help: 'Time to read a whole request.',
    group: 'Server',
  },
  writeTimeoutMs: {
    env: 'FAUCET_SERVER_WRITE_TIMEOUT',
    fileKey: 'server.write_timeout',
    schema: duration,
    default: '60s',
    help: 'Time to write a response; a stream that makes progress is not cut.',
    group: 'Server',
  },
  idleTimeoutMs: {
    env: 'FAUCET_SERVER_IDLE_TIMEOUT',
    fileKey: 'server.idle_timeout',
    schema: duration,
    default: '120s',
    help: 'Time a keep-alive connection may stay idle.',
    group: 'Server',
  },
  shutdownTimeoutMs: {
    env: 'FAUCET_SERVER_SHUTDOWN_TIMEOUT',
    fileKey: 'server.shutdown_timeout',
    schema: duration,
    default: '30s',
    help: 'Time to finish requests in flight when stopping.',
    group: 'Server',
  },
  bodyBytesMax: {
    env: 'FAUCET_SERVER_MAX_BODY_SIZE',
    fileKey: 'server.max_body_size',
    schema: byteSize,
    default: '10MiB',
    help: 'Largest request body; larger ones are answered with 413.',
    group: 'Server',
  },
  answerBytesMax: {
    env: 'FAUCET_SERVER_MAX_ANSWER_SIZE',
    fileKey: 'server.max_answer_size',
    schema: byteSize,
    default: '64MiB',
    help: 'Largest answer of rows that is not a stream; larger ones are refused with 400.',
    group: 'Server',
  },
  batchRowsMax: {
    env: 'FAUCET_SERVER_MAX_BATCH_SIZE',
    fileKey: 'server.max_batch_size',
    schema: integer({ min: 1, max: 1_000_000 }),
    default: '1000',
    help: 'Most records in one write.',
    group: 'Server',
  },
  trustedProxies: {
    env: 'FAUCET_SERVER_TRUSTED_PROXIES',
    fileKey: 'server.trusted_proxies',
    schema: textList,
    default: 'loopback,linklocal,uniquelocal',
    help: 'Peers whose X-Forwarded-For, -Proto and -Host are believed: names or CIDR ranges.',
    group: 'Server',
  },
  corsOrigins: {
    env: 'FAUCET_SERVER_CORS_ALLOWED_ORIGINS',
    fileKey: 'server.cors.allowed_origins',
    schema: textList,
    default: '*',
    help: 'Origins that browsers may call from.',
    group: 'Server',
  },
  uiEnabled: {
    env: 'FAUCET_SERVER_UI',
    flag: '--ui',
    fileKey: 'server.ui',
    schema: booleanText,
    default: 'true',
    help: 'Accepted; this release has no admin console to serve.',
    group: 'Server',
  },
  queryTimeoutMs: {
    env: 'FAUCET_QUERY_TIMEOUT',
    aliases: ['FAUCET_SERVER_QUERY_TIMEOUT'],
    fileKey: 'server.query_timeout',
    schema: duration,
    default: '30s',
    help: 'Time after which a statement of a request is interrupted; of a stream, the time its next rows may take.',
    group: 'Server',
  },
};
