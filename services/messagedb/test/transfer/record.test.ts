import { isFault } from '@aquifer/service';
import { describe, expect, it } from 'vitest';
import { parseRecord } from '../../src/transfer/record.ts';

const record = {
  id: '550E8400-E29B-41D4-A716-446655440000',
  stream: 'account-123',
  type: 'Opened',
  pos: 0,
  gpos: 1,
  data: { balance: 0 },
  meta: { correlationStreamName: 'signup-9' },
  time: '2026-01-31T12:00:00.803Z',
};

const deep = (depth: number): object => {
  let value: object = {};
  for (let level = 1; level < depth; level += 1) value = { value };
  return value;
};

describe('a record', () => {
  it('is a message at its place, its correlation as writers have it', () => {
    expect(parseRecord(JSON.stringify(record))).toEqual({
      id: '550e8400-e29b-41d4-a716-446655440000',
      isIdGiven: true,
      streamName: 'account-123',
      type: 'Opened',
      position: 0,
      globalPosition: 1,
      data: '{"balance":0}',
      metadata: '{"correlationStreamName":"signup-9"}',
      correlation: 'signup',
      time: '2026-01-31T12:00:00.803Z',
    });
  });

  it('keeps what is in it as it is written, to the last digit', () => {
    const [data, metadata] = ['{"n": 12345678901234567890, "n2":1.10}', '{"b":-0}'];
    const line = JSON.stringify({ ...record, data: 1, meta: 2 })
      .replace('"data":1', `"data": ${data}`)
      .replace('"meta":2', `"meta":${metadata}`);
    expect(parseRecord(line)).toMatchObject({ data, metadata });
  });

  it.each([null, undefined])('may be without metadata: %s', (meta) => {
    expect(parseRecord(JSON.stringify({ ...record, meta }))).toMatchObject({
      metadata: null,
      correlation: null,
    });
  });

  it('may be what our writers may not give, and message-db holds', () => {
    const [stream, type] = ['ä'.repeat(1_300), 'T'.repeat(100_000)];
    expect(parseRecord(JSON.stringify({ ...record, stream, type, data: null }))).toMatchObject({
      streamName: stream,
      type,
      data: 'null',
    });
  });

  it('keeps what other releases may add out of the message', () => {
    expect(parseRecord(JSON.stringify({ ...record, extra: 1 }))).not.toHaveProperty('extra');
  });

  it.each(['', '{', 'nope', '{"id":1}}'])('is JSON, not %j', (line) => {
    expect(codeOf(line)).toBe('import_invalid_json');
  });

  it.each([
    ['the record', null],
    ['the record', []],
    ['the record', 7],
    ['id', { ...record, id: undefined }],
    ['id', { ...record, id: '' }],
    ['id', { ...record, id: 'x' }],
    ['stream', { ...record, stream: '' }],
    ['stream', { ...record, stream: 7 }],
    ['stream', { ...record, stream: 'a-\u0000' }],
    ['stream', { ...record, stream: 'x'.repeat(2_601) }],
    ['type', { ...record, type: null }],
    ['type', { ...record, type: '' }],
    ['pos', { ...record, pos: undefined }],
    ['pos', { ...record, pos: -1 }],
    ['pos', { ...record, pos: 1.5 }],
    ['pos', { ...record, pos: '1' }],
    ['gpos', { ...record, gpos: 0 }],
    ['gpos', { ...record, gpos: 2 ** 53 }],
    ['data', { ...record, data: undefined }],
    ['data', { ...record, data: [] }],
    ['data', { ...record, data: deep(501) }],
    ['meta', { ...record, meta: 'x' }],
    ['meta', { ...record, meta: deep(501) }],
    ['time', { ...record, time: undefined }],
    ['time', { ...record, time: 'yesterday' }],
    ['time', { ...record, time: '2026-02-30T00:00:00Z' }],
    ['time', { ...record, time: '0000-01-01T00:00:00Z' }],
  ])('says that %s is wrong (case %#)', (name, value) => {
    const error = errorOf(JSON.stringify(value));
    expect(isFault(error) && error.code).toBe('import_invalid_record');
    expect(isFault(error) && error.message).toMatch(new RegExp(`^${name} `));
  });

  it('refuses a number that no double holds, and takes as deep as writers may go', () => {
    const line = JSON.stringify(record).replace('"balance":0', '"balance":1e999');
    expect(codeOf(line)).toBe('import_invalid_record');
    expect(() => parseRecord(JSON.stringify({ ...record, data: deep(500) }))).not.toThrow();
  });
});

function errorOf(line: string): unknown {
  try {
    return parseRecord(line);
  } catch (error) {
    return error;
  }
}

const codeOf = (line: string): string | undefined => {
  const error = errorOf(line);
  return isFault(error) ? error.code : undefined;
};
