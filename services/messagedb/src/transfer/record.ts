import { isFault } from '@aquifer/service';
import { fault, invalid } from '../faults.ts';
import { readName, readNumber, readObject, readText } from '../rpc/arguments.ts';
import type { JsonObject } from '../rpc/arguments.ts';
import { checkJson } from '../rpc/check-json.ts';
import { correlationOf, readId } from '../rpc/parse-append.ts';
import type { ImportedMessage } from '../store/message-store.ts';
import { parseInstant } from './instant.ts';
import { memberTexts } from './member-texts.ts';

/**
 * Reads a line of an export (contract §12), by the rules that writers are held to. Throws import_invalid_json, or
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
  const data = readObject(record['data'], 'data');
  checkJson(data, 'data');
  const metadata = meta === undefined || meta === null ? undefined : readObject(meta, 'meta');
  checkJson(metadata, 'meta');
  // As they are written, for numbers may have more digits than fit into a double.
  const texts = memberTexts(line);
  return {
    id,
    isIdGiven: true,
    streamName: readName(record['stream'], 'stream'),
    type: readName(record['type'], 'type'),
    position: readPlace(record, 'pos', 0),
    globalPosition: readPlace(record, 'gpos', 1),
    data: texts.get('data') ?? '',
    metadata: metadata === undefined ? null : (texts.get('meta') ?? ''),
    correlation: metadata === undefined ? null : correlationOf(metadata),
    time: readTime(record['time']),
  };
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
