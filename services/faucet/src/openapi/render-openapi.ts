import { createHash } from 'node:crypto';
import type { Caller } from '../access/caller.ts';
import type { Database } from '../databases/databases.ts';
import type { ConfigStore } from '../store/config-store.ts';
import { openApiDocument } from './document.ts';
import type { DocumentOptions } from './document.ts';
import { visibleService } from './visible-service.ts';

/** The document as JSON text with a strong validator. */
export interface OpenApiText {
  readonly json: string;
  readonly etag: string;
}

/** The document for the databases a caller may see. */
export async function renderOpenApi(
  caller: Caller,
  databases: readonly Database[],
  store: Pick<ConfigStore, 'contracts'>,
  options: DocumentOptions,
): Promise<OpenApiText> {
  const described = await Promise.all(databases.map((database) => describe(database, store)));
  const sources = [
    caller.kind === 'key' ? caller.role : undefined,
    options.title,
    options.apiKeyHeader,
    options.serverUrl,
    ...described.flatMap(({ database, schema, contracts }) => [
      database.service,
      schema,
      JSON.stringify(contracts),
    ]),
  ];
  return remember(store, sources, () => {
    const services = described.map(({ database, schema, contracts }) =>
      visibleService(caller, database, schema, contracts),
    );
    return `${JSON.stringify(openApiDocument(services, options))}\n`;
  });
}

async function describe(database: Database, store: Pick<ConfigStore, 'contracts'>) {
  const [schema, contracts] = await Promise.all([
    database.schema(),
    database.service.schemaLock === 'none' ? [] : store.contracts.list(database.service.name),
  ]);
  return { database, schema, contracts };
}

/** What a document was made of: roles, services and schemas are other objects once they change. */
interface Remembered extends OpenApiText {
  readonly sources: readonly unknown[];
}

/** A document of 500 tables has 5 MB and takes 300 ms to make. */
const rememberedMax = 4;
/** Of each store; the one used last comes first. */
const rememberedOf = new WeakMap<object, readonly Remembered[]>();

function remember(store: object, sources: readonly unknown[], render: () => string): OpenApiText {
  const all = rememberedOf.get(store) ?? [];
  const found = all.find((one) => isSame(one.sources, sources));
  const text = found ?? withEtag(sources, render());
  const others = all.filter((one) => one !== found);
  rememberedOf.set(store, [text, ...others].slice(0, rememberedMax));
  return text;
}

const isSame = (left: readonly unknown[], right: readonly unknown[]): boolean =>
  left.length === right.length && left.every((one, index) => one === right[index]);

function withEtag(sources: readonly unknown[], json: string): Remembered {
  const hash = createHash('sha256').update(json).digest('base64url').slice(0, 27);
  return { sources, json, etag: `"${hash}"` };
}
