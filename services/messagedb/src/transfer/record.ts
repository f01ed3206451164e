import { isFault } from '@aquifer/service';
import { fault, invalid } from '../faults.ts';
import { storedNameBytesMax } from '../model/limits.ts';
import {
  isLonger,
  readNumber,
  readObject,
  readStoredName,
  readText,
  tooLong,
} from '../rpc/arguments.ts';
import type { JsonObject } from '../rpc/arguments.ts';
import { checkJson } from '../rpc/check-json.ts';
import { correlationOf, readId } from '../rpc/parse-append.ts';
import type { ImportedMessage } from '../store/message-store.ts';
import { parseInstant } from './instant.ts';
import { memberTexts } from './member-texts.ts';

/**
 * Reads a line of an export (contract §12). Takes all that a namespace may hold, which is more than
 * our writers may give: names are as long as message-db's clients could write them, and data may be
 * null. So no message of an adopted namespace is lost on its way to another. Throws import_invalid_json, or
 * import_invalid_record with what is wrong.
 */
export function parseRecord(line: string): ImportedMessage {
  const value = parseLine(line);
  try {
    return readRecord(readObject(value, 'the record'), line);
  } catch (error) {
    if (!isFault(error)) throw error;
    throw fault('import_invalid_record', { reason: error.message });
  }
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw fault('import_invalid_json', {}, { cause });
  }
}

function readRecord(record: JsonObject, line: string): ImportedMessage {
  const id = readId(record['id'], 'id');
  if (id === undefined) throw invalid('id must be a UUID');
  const { meta } = record;
  checkData(record['data']);
  const metadata = meta === undefined || meta === null ? undefined : readObject(meta, 'meta');
  checkJson(metadata, 'meta');
  // As they are written, for numbers may have more digits than fit into a double.
  const texts = memberTexts(line);
  return {
    id,
    isIdGiven: true,
    streamName: readStream(record['stream']),
    type: readStoredName(record['type'], 'type'),
    position: readPlace(record, 'pos', 0),
    globalPosition: readPlace(record, 'gpos', 1),
    data: texts.get('data') ?? '',
    metadata: metadata === undefined ? null : (texts.get('meta') ?? ''),
    correlation: metadata === undefined ? null : correlationOf(metadata),
    time: readTime(record['time']),
  };
}

function readStream(value: unknown): string {
  const streamName = readStoredName(value, 'stream');
  if (isLonger(streamName, storedNameBytesMax)) throw tooLong('stream', storedNameBytesMax);
  return streamName;
}

function checkData(value: unknown): void {
  if (value !== null) checkJson(readObject(value, 'data'), 'data');
}

function readPlace(record: JsonObject, name: 'pos' | 'gpos', min: number): number {
  const place = readNumber(record[name], name);
  if (place === undefined || place < min) throw invalid(`${name} must be ${min} or greater`);
  return place;
}

function readTime(value: unknown): string {
  const time = parseInstant(readText(value, 'time'));
  if (time === undefined) {
    throw invalid('time must be like 2026-01-31T12:00:00.123456Z');
  }
  return time;
}
