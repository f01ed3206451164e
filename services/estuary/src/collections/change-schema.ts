import type { FieldProblem } from '../faults.ts';
import type { DocumentStore } from '../store/document-store.ts';
import { compileSchema } from './compile-schema.ts';
import type { Validate } from './compile-schema.ts';
import { readDeclaration, replacing, settled } from './declaration.ts';
import type { Declaration, Declared } from './declaration.ts';
import type { Schema } from './subschemas.ts';
import { Unsettled } from './unsettled.ts';

/** Items that do not fit and are told. */
const OFFENDERS_MAX = 10;
/** After this a change of a schema has been given up: others end it. */
const CHANGE_MS_MAX = 60_000;

/** What a look at the items of a collection has found. */
interface Looked<Found> {
  /** The declaration to be replaced, if nothing was found. */
  readonly held: Declaration;
  readonly found: Found | undefined;
  /** Makes it as it was, when it cannot be replaced after all. */
  readonly letGo: () => Promise<void>;
}

/**
 * Runs a look at the items of a collection, at which what fits the next schema alone is written. The
 * declaration is held when the look finds nothing; otherwise, and when it fails, it is as before. Throws
 * `Unsettled` when somebody else changes it.
 */
export async function lookBehind<Found>(
  store: DocumentStore,
  declaration: Declaration,
  next: Schema | false,
  look: () => Promise<Found | undefined>,
): Promise<Looked<Found>> {
  if (declaration.next !== undefined) throw new Unsettled();
  const before = settled(declaration);
  const until = Date.now() + CHANGE_MS_MAX;
  const held = await replace(store, declaration, { ...before, next: { schema: next, until } });
  if (held === undefined) throw new Unsettled();
  const letGo = async (): Promise<void> => void (await replace(store, held, before));
  let found: Found | undefined;
  let isOver = false;
  try {
    found = await look();
    isOver = found === undefined;
  } finally {
    if (!isOver) await letGo();
  }
  return { held, found, letGo };
}

/** Undefined when it is another one by now. */
async function replace(
  store: DocumentStore,
  declaration: Declaration,
  by: Declared,
): Promise<Declaration | undefined> {
  const outcome = await store.write({ writes: replacing(declaration, by), at: Date.now() });
  const document = outcome.kind === 'done' ? outcome.changes[0]?.document : undefined;
  return document == null ? undefined : readDeclaration(document);
}

/** The first items that do not fit; undefined when all do. */
export async function findOffenders(
  store: DocumentStore,
  collection: string,
  schema: Schema,
  owner: string | undefined,
): Promise<readonly FieldProblem[] | undefined> {
  const validate = compileSchema(schema);
  const found: FieldProblem[] = [];
  const { pages } = await store.changes.snapshot({ collection });
  for await (const documents of pages) {
    for (const { id, fields, owner: whose } of documents) {
      const problem = firstProblem(validate, fields.json);
      if (problem === undefined) continue;
      const isShown = owner === undefined || owner === whose;
      found.push(isShown ? { ...problem, field: `/items/${id}/data${problem.field}` } : ofOthers);
      if (found.length === OFFENDERS_MAX) return found;
    }
  }
  return found.length > 0 ? found : undefined;
}

const firstProblem = (validate: Validate, json: string): FieldProblem | undefined =>
  validate(JSON.parse(json))[0];

/** Who may not see an item does not learn its id either. */
const ofOthers: FieldProblem = {
  field: '/items',
  message: 'An item of somebody else does not fit',
  code: 'schema',
};
