import type { Append, AppendOutcome } from '../append/append.ts';
import { fault } from '../faults.ts';
import { readNameOrEmpty, readOptions, readStoredName } from './arguments.ts';
import { JsonText, readRows } from './json-result.ts';
import type { Call, Method } from './method.ts';
import { parseWrite, parseWriteBatch } from './parse-append.ts';
import { parseCategoryGet, parseStreamGet } from './parse-read.ts';

/** Writing and reading messages (contract §6, §7). */
export const streamMethods: readonly Method[] = [
  {
    name: 'stream.write',
    parameters: 'stream, message, {id?, expectedVersion?}?',
    summary: 'Writes one message to the end of a stream',
    async run(call) {
      const { position, globalPosition } = await append(call, parseWrite(call.args));
      return new JsonText(`{"position":${position},"globalPosition":${globalPosition}}`);
    },
  },
  {
    name: 'stream.writeBatch',
    parameters: 'stream, [message, …], {expectedVersion?}?',
    summary: 'Writes 1 to 1000 messages, all or none; positions are those of the last',
    async run(call) {
      const batch = parseWriteBatch(call.args);
      const { position, globalPosition } = await append(call, batch);
      return { position, globalPosition, count: batch.messages.length };
    },
  },
  {
    name: 'stream.get',
    parameters: 'stream, {position?, globalPosition?, batchSize?}?',
    summary: 'Reads a stream in order',
    run({ args, log }) {
      const query = parseStreamGet(args);
      return readRows(query.from, query.limit, (from, limit) =>
        log.readStream({ ...query, from, limit }),
      );
    },
  },
  {
    name: 'stream.last',
    parameters: 'stream, {type?}?',
    summary: 'Reads the last message of a stream, of any type or of one',
    async run({ args, log }) {
      const streamName = readStoredName(args[0], 'stream');
      const type = readNameOrEmpty(readOptions(args[1])['type'] ?? '', 'type');
      const row = await log.lastMessage(streamName, type === '' ? undefined : type);
      return new JsonText(row ?? 'null');
    },
  },
  {
    name: 'stream.version',
    parameters: 'stream',
    summary: 'Position of the last message of a stream, or null',
    run: async ({ args, log }) => (await log.version(readStoredName(args[0], 'stream'))) ?? null,
  },
  {
    name: 'category.get',
    parameters: 'category, {position?, globalPosition?, batchSize?, correlation?, consumerGroup?}?',
    summary: 'Reads all streams of a category, or of the namespace for "", in global order',
    run({ args, log }) {
      const query = parseCategoryGet(args);
      return readRows(query.from, query.limit, (from, limit) =>
        log.readCategory({ ...query, from, limit }),
      );
    },
  },
];

interface Written {
  readonly position: number;
  readonly globalPosition: number;
}

async function append({ messageDb, caller }: Call, batch: Append): Promise<Written> {
  const outcome = await messageDb.committers.of(caller.namespace).append(batch);
  if (outcome.kind === 'written') {
    messageDb.observations.messagesWritten(batch.messages.length);
    return outcome;
  }
  if (outcome.kind === 'repeated') return outcome;
  throw refusal(outcome);
}

type Refusal = Exclude<AppendOutcome, Written>;

function refusal(outcome: Refusal): Error {
  if (outcome.kind === 'id-taken') return fault('message_id_exists', { id: outcome.id });
  const { expected, actual } = outcome;
  return fault('version_conflict', { expected, actual }, { details: { expected, actual } });
}
