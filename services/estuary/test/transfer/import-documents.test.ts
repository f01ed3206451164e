import { describe, expect, it } from 'vitest';
import { declaring } from '../../src/collections/declaration.ts';
import type { Document } from '../../src/model/document.ts';
import type { DocumentStore } from '../../src/store/document-store.ts';
import { openMemoryStore } from '../../src/store/memory/memory-store.ts';
import { exportDocuments } from '../../src/transfer/export-documents.ts';
import { importDocuments } from '../../src/transfer/import-documents.ts';
import type { ImportProgress } from '../../src/transfer/import-documents.ts';
import { KEEP_ALL } from '../store/contract/keep-all.ts';
import { storeFile } from '../store/sqlite/store-file.ts';
import { collect } from '../support/collect.ts';
import { create, remove, transaction, update } from '../support/writes.ts';

/** A store with a few hundred documents, of which some were changed and some deleted. */
async function filled(): Promise<DocumentStore> {
  const store = openMemoryStore(KEEP_ALL);
  const things = { name: 'things', schema: {}, edition: 1, changedAt: 0 };
  await store.write(transaction(declaring(things), 0));
  for (let n = 0; n < 250; n += 1) {
    const isItem = n % 3 > 0;
    const at = 1_000 * n;
    const fields = isItem ? { name: `${n}`, description: null } : { size: n };
    const collection = isItem ? 'items' : 'things';
    await store.write(transaction([create(collection, `${n}`, fields, 'ada')], at));
    if (n % 4 === 0) await store.write(transaction([update(collection, `${n}`, {})], at + 10));
    if (n % 7 === 0) await store.write(transaction([remove(collection, `${n}`)], at + 20));
  }
  return store;
}

const exported = async (store: DocumentStore): Promise<string> =>
  (await collect(exportDocuments(await store.changes.snapshot({}), () => undefined))).join('');

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

async function runImport(store: DocumentStore, text: string): Promise<ImportProgress | undefined> {
  let last: ImportProgress | undefined;
  for await (last of importDocuments(store, bytesOf(text)));
  return last;
}

const documentsOf = async (store: DocumentStore): Promise<Omit<Document, 'createdSeq'>[]> => {
  const pages = await collect((await store.changes.snapshot({})).pages);
  return pages.flat().map(({ createdSeq: _, ...rest }) => rest);
};

describe('an import', () => {
  const file = storeFile();

  it('makes in another store what was exported, and the same export again', async () => {
    const source = await filled();
    const text = await exported(source);
    const target = file.open(file.make());
    const count = text.split('\n').length - 1;
    expect(await runImport(target, text)).toEqual({ imported: count, found: 0 });
    expect(await documentsOf(target)).toEqual(await documentsOf(source));
    expect(await exported(target)).toBe(text);
    const back = openMemoryStore(KEEP_ALL);
    await runImport(back, await exported(target));
    expect(await exported(back)).toBe(text);
  });

  it('goes on where another was interrupted', async () => {
    const lines = (await exported(await filled())).split('\n');
    const target = openMemoryStore(KEEP_ALL);
    await runImport(target, lines.slice(0, 120).join('\n'));
    const rest = lines.length - 1 - 120;
    expect(await runImport(target, lines.join('\n'))).toEqual({ imported: rest, found: 120 });
    expect(await exported(target)).toBe(lines.join('\n'));
    expect(await runImport(target, '')).toEqual({ imported: 0, found: 0 });
  });

  it('is refused, with the line, where there are other documents or it does not fit', async () => {
    const text = await exported(await filled());
    const used = openMemoryStore(KEEP_ALL);
    await used.write(transaction([create('items', 'x', { name: 'x', description: null })]));
    await expect(runImport(used, text)).rejects.toMatchObject({
      message: 'line 1: the database holds other documents; import into an empty one',
    });
    const lines = text.split('\n');
    const empty = openMemoryStore(KEEP_ALL);
    const wrong = [...lines.slice(0, 3), '', 'not JSON', ...lines.slice(3)].join('\n');
    await expect(runImport(empty, wrong)).rejects.toMatchObject({
      message: 'line 5: it is not JSON',
    });
    const swapped = [lines[0], lines[5], lines[4]].join('\n');
    await expect(runImport(empty, swapped)).rejects.toMatchObject({
      message: 'line 3: created_at must not be before the line above',
    });
    const twice = [lines[0], lines[1], lines[1]].join('\n');
    await expect(runImport(empty, twice)).rejects.toMatchObject({
      message: expect.stringMatching(/^line 3: \w+\/\d+ is there already$/) as string,
    });
    expect(await documentsOf(empty)).toEqual([]);
  });
});

describe('an imported document of a collection', () => {
  const at = '2026-01-05T10:00:00.000Z';
  const line = (collection: string, id: string, data: object): string =>
    JSON.stringify({ collection, id, version: 1, created_at: at, updated_at: at, data });
  const schema = {
    properties: { title: { type: 'string' } },
    required: ['title'],
    additionalProperties: false,
  };
  const declaration = { name: 'tasks', schema, edition: 3, changedAt: 7 };
  const declared = line('$collections', 'tasks', declaration);

  const refusalOf = async (...lines: readonly string[]): Promise<string> => {
    const store = openMemoryStore(KEEP_ALL);
    const error = await runImport(store, lines.join('\n')).catch((reason: unknown) => reason);
    expect(await documentsOf(store)).toEqual([]);
    return (error as Error).message;
  };

  it('has to fit the schema, or is told with its line and a pointer', async () => {
    const wrong = line('tasks', 'b', { title: 7, 'a/b': 1 });
    expect(await refusalOf(declared, line('tasks', 'a', { title: 'x' }), wrong)).toBe(
      'line 3: /data/a~1b: There must not be such a property; /data/title: It must be string; --force imports it all the same',
    );
    const large = line('tasks', 'b', { title: 'x'.repeat(70_000) });
    expect(await refusalOf(declared, large)).toMatch(/^line 2: \/data: It must not be larger than/);
    expect(await refusalOf(line('tasks', 'a', { title: 'x' }), declared)).toMatch(
      /^line 1: \/data: No line above declares the collection tasks/,
    );
  });

  it('need not fit when forced', async () => {
    const store = openMemoryStore(KEEP_ALL);
    const text = [declared, line('tasks', 'a', { other: 1 })].join('\n');
    const progress = [];
    for await (const one of importDocuments(store, bytesOf(text), { isForced: true })) {
      progress.push(one);
    }
    expect(progress).toEqual([{ imported: 2, found: 0 }]);
    expect(await exported(store)).toContain('"data":{"other":1}');
  });

  it.each([
    [{ ...declaration, name: 'other' }, '/data/name must be'],
    [{ ...declaration, schema: 'x' }, '/data/schema must be an object'],
    [
      { ...declaration, schema: { properties: { a: { type: 'text' } } } },
      '/data/schema/properties/a/type:',
    ],
    [{ ...declaration, schema: { pattern: '(?=a)' } }, '/data/schema/pattern:'],
    [{ ...declaration, edition: 1.5 }, '/data/edition must be'],
    [{ ...declaration, changedAt: null }, '/data/changedAt must be'],
  ])('is not declared by %j', async (data, reason) => {
    const message = await refusalOf(line('$collections', 'tasks', data));
    expect(message).toContain(`line 1: ${reason}`);
  });

  it('is of a schema that no change is under way of', async () => {
    const store = openMemoryStore(KEEP_ALL);
    const next = { schema: false, until: Date.now() + 1_000_000 };
    await runImport(store, line('$collections', 'tasks', { ...declaration, next }));
    expect(JSON.parse((await documentsOf(store))[0]?.fields.json ?? '')).toEqual(declaration);
  });
});
