import { uuidV7 } from '@aquifer/http';
import type { Append } from '../append/append.ts';
import { invalid } from '../faults.ts';
import type { NewMessage } from '../model/message.ts';
import { isStorable } from '../model/storable-text.ts';
import { category } from '../model/stream-name.ts';
import type { JsonObject } from './arguments.ts';
import { readName, readNumber, readObject, readOptions, readText } from './arguments.ts';
import { checkJson } from './check-json.ts';

const BATCH_MESSAGES_MAX = 1_000;
/** What an index keeps of a correlation; nobody can ask for a longer one. */
const CORRELATION_BYTES_MAX = 1_024;
const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** `stream.write(stream, message, {id?, expectedVersion?}?)`, checked in the order of contract §6.1. */
export function parseWrite(args: readonly unknown[]): Append {
  const streamName = readName(args[0], 'stream');
  const given = readObject(args[1], 'message');
  const { type, data, metadata } = readMessage(given, 'message');
  const options = readOptions(args[2]);
  const id = readId(options['id'], 'id');
  return {
    streamName,
    messages: [newMessage(id, type, data, metadata)],
    expectedVersion: readExpectedVersion(options),
  };
}

/** `stream.writeBatch(stream, [message, …], {expectedVersion?}?)`, each message with an id of its own (contract §6.6). */
export function parseWriteBatch(args: readonly unknown[]): Append {
  const streamName = readName(args[0], 'stream');
  const given = args[1];
  if (!Array.isArray(given)) throw invalid('messages must be an array');
  if (given.length === 0 || given.length > BATCH_MESSAGES_MAX) {
    throw invalid(`messages must be 1 to ${BATCH_MESSAGES_MAX}`);
  }
  const messages = given.map((item: unknown, index) => {
    const name = `messages[${index}]`;
    const message = readObject(item, name);
    const { type, data, metadata } = readMessage(message, name);
    return newMessage(readId(message['id'], `${name}.id`), type, data, metadata);
  });
  return { streamName, messages, expectedVersion: readExpectedVersion(readOptions(args[2])) };
}

interface MessageParts {
  readonly type: string;
  readonly data: JsonObject;
  readonly metadata: JsonObject | undefined;
}

function readMessage(message: JsonObject, name: string): MessageParts {
  const type = readName(message['type'], `${name}.type`);
  const data = readObject(message['data'], `${name}.data`);
  checkJson(data, `${name}.data`);
  const given = message['metadata'];
  if (given === undefined || given === null) return { type, data, metadata: undefined };
  const metadata = readObject(given, `${name}.metadata`);
  checkJson(metadata, `${name}.metadata`);
  return { type, data, metadata };
}

function newMessage(
  id: string | undefined,
  type: string,
  data: JsonObject,
  metadata: JsonObject | undefined,
): NewMessage {
  return {
    id: id ?? uuidV7(),
    isIdGiven: id !== undefined,
    type,
    data: JSON.stringify(data),
    metadata: metadata === undefined ? null : JSON.stringify(metadata),
    correlation: metadata === undefined ? null : correlationOf(metadata),
  };
}

/** Category of the stream a message correlates with (contract §7.4); null when there is none to find it by. */
export function correlationOf(metadata: JsonObject): string | null {
  const streamName = metadata['correlationStreamName'];
  if (typeof streamName !== 'string') return null;
  const correlation = category(streamName);
  const isFindable =
    isStorable(correlation) && Buffer.byteLength(correlation) <= CORRELATION_BYTES_MAX;
  return isFindable ? correlation : null;
}

/** A UUID of any version in its 36 characters, in lower case; undefined when absent or empty. */
export function readId(value: unknown, name: string): string | undefined {
  if (value === undefined) return undefined;
  const id = readText(value, name).toLowerCase();
  if (id === '') return undefined;
  if (!uuidPattern.test(id)) throw invalid(`${name} must be a UUID`);
  return id;
}

/** Null is refused on purpose: taking it for absent would drop the lock in silence. */
function readExpectedVersion(options: JsonObject): number | undefined {
  const version = readNumber(options['expectedVersion'], 'expectedVersion');
  if (version !== undefined && version < -1) {
    throw invalid('expectedVersion must be -1 or greater');
  }
  return version;
}
