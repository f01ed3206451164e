import { describe, expect, it } from 'vitest';
import type { Document } from '../../src/model/document.ts';
import { readLine, renderLine } from '../../src/transfer/document-line.ts';
import { fieldsOf } from '../../src/writes/apply-patch.ts';

const document: Document = {
  collection: 'notes',
  id: 'a_b-1',
  version: 3,
  createdSeq: 9,
  createdAt: 1_700_000_000_001,
  updatedAt: 1_700_000_000_999,
  owner: 'a\u0000\u2028"b',
  fields: fieldsOf({ name: 'n', 'key\u0000': '\uD800', list: [1e300, 5e-324, {}], '': null }),
};

const good = {
  collection: 'items',
  id: 'x',
  version: 1,
  created_at: '2026-01-05T10:00:00.123Z',
  updated_at: '2026-01-05T10:00:00.123Z',
  owner: null,
  data: { name: 'n', description: null },
};

describe('a line', () => {
  it('is all of a document, except where it stands', () => {
    const line = renderLine(document);
    expect(line).toMatch(/^\{"collection":"notes","id":"a_b-1","version":3,.*\}\n$/s);
    const { createdSeq: _, ...kept } = document;
    expect(readLine(line)).toEqual({ kind: 'restore', ...kept });
  });

  it('of an item is by its rules, in whatever way it is written', () => {
    const line = { ...good, owner: undefined, data: { name: ' n ', more: 1 } };
    expect(readLine(JSON.stringify(line))).toMatchObject({
      owner: null,
      fields: { name: 'n', json: '{"name":"n","description":null}' },
    });
  });

  it.each<[object | string, string]>([
    ['{', 'it is not JSON'],
    ['7', 'it must be an object'],
    ['[]', 'it must be an object'],
    [{ collection: 'No' }, 'collection must be'],
    [{ collection: 'a/b' }, 'collection must be'],
    [{ id: 'a"b' }, 'id must be'],
    [{ id: '' }, 'id must be'],
    [{ version: 0 }, 'version must be'],
    [{ version: 1.5 }, 'version must be'],
    [{ created_at: 7 }, 'created_at must be a time'],
    [{ created_at: '2026-13-05T10:00:00Z' }, 'created_at must be a time'],
    [{ updated_at: '2026-01-05T10:00:00.122Z' }, 'updated_at must not be before'],
    [{ owner: 7 }, 'owner must be'],
    [{ data: [] }, 'data must be an object'],
    [{ data: { name: '' } }, 'Name must be between 1 and 255 characters'],
  ])('is refused when it has %j', (wrong, reason) => {
    const text = typeof wrong === 'string' ? wrong : JSON.stringify({ ...good, ...wrong });
    expect(() => readLine(text)).toThrow(reason);
  });
});
