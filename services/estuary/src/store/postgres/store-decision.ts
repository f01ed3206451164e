import type { PostgresStatement } from '@aquifer/postgres';
import type { Change, Document } from '../../model/document.ts';
import type { KeptRecord, WriteDecision } from '../../writes/decide-transactions.ts';
import { growth } from '../sql/growth.ts';
import { scopeDigest } from '../sql/scope-digest.ts';
import { numbers, plainTexts, texts } from './arrays.ts';
import { schemaName } from './schema.ts';

/** The statements that store what was decided. */
export function storeDecision({
  changes,
  kept,
}: Pick<WriteDecision, 'changes' | 'kept'>): PostgresStatement[] {
  const last = changes.at(-1);
  const statements = kept.size === 0 ? [] : [keep([...kept])];
  if (last === undefined) return statements;
  const ends = [...endsOf(changes).values()];
  const there = ends.flatMap(({ document }) => (document === null ? [] : [document]));
  const gone = ends.filter(({ document }) => document === null);
  const more = [...growth(changes)].filter(([, count]) => count !== 0);
  return [
    insertChanges(changes),
    ...(gone.length === 0 ? [] : [removeDocuments(gone)]),
    ...(there.length === 0 ? [] : [putDocuments(there)]),
    ...(more.length === 0 ? [] : [count(more)]),
    setState(last),
    ...statements,
  ];
}

/** The last change of each document. */
function endsOf(changes: readonly Change[]): ReadonlyMap<string, Change> {
  return new Map(changes.map((change) => [`${change.collection}/${change.id}`, change]));
}

function insertChanges(changes: readonly Change[]): PostgresStatement {
  const documents = changes.map(({ document }) => document);
  return {
    sql: `INSERT INTO ${schemaName}.changes
        (seq, type, collection, id, version, owner, at, created_seq, created_at, updated_at,
          name, json)
      SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[],
        $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::text[], $12::text[])`,
    values: [
      numbers(changes.map(({ seq }) => seq)),
      texts(changes.map(({ type }) => type)),
      texts(changes.map(({ collection }) => collection)),
      texts(changes.map(({ id }) => id)),
      numbers(changes.map(({ version }) => version)),
      texts(changes.map(({ owner }) => owner)),
      numbers(changes.map(({ at }) => at)),
      numbers(documents.map((document) => document?.createdSeq ?? null)),
      numbers(documents.map((document) => document?.createdAt ?? null)),
      numbers(documents.map((document) => document?.updatedAt ?? null)),
      texts(documents.map((document) => document?.fields.name ?? null)),
      plainTexts(documents.map((document) => document?.fields.json ?? null)),
    ],
  };
}

function removeDocuments(gone: readonly Change[]): PostgresStatement {
  return {
    sql: `DELETE FROM ${schemaName}.documents
      USING unnest($1::text[], $2::text[]) AS gone (collection, id)
      WHERE documents.collection = gone.collection AND documents.id = gone.id`,
    values: [texts(gone.map(({ collection }) => collection)), texts(gone.map(({ id }) => id))],
  };
}

/** Adds documents, or puts them in the place of those that have their ids. */
function putDocuments(documents: readonly Document[]): PostgresStatement {
  return {
    sql: `INSERT INTO ${schemaName}.documents
        (created_seq, collection, id, version, created_at, updated_at, owner, name, json)
      SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::bigint[],
        $6::bigint[], $7::text[], $8::text[], $9::text[])
      ON CONFLICT (collection, id) DO UPDATE SET
        created_seq = excluded.created_seq, version = excluded.version,
        created_at = excluded.created_at, updated_at = excluded.updated_at,
        owner = excluded.owner, name = excluded.name, json = excluded.json`,
    values: [
      numbers(documents.map(({ createdSeq }) => createdSeq)),
      texts(documents.map(({ collection }) => collection)),
      texts(documents.map(({ id }) => id)),
      numbers(documents.map(({ version }) => version)),
      numbers(documents.map(({ createdAt }) => createdAt)),
      numbers(documents.map(({ updatedAt }) => updatedAt)),
      texts(documents.map(({ owner }) => owner)),
      texts(documents.map(({ fields }) => fields.name)),
      plainTexts(documents.map(({ fields }) => fields.json)),
    ],
  };
}

function count(more: readonly (readonly [collection: string, more: number])[]): PostgresStatement {
  return {
    sql: `INSERT INTO ${schemaName}.tallies (collection, documents)
      SELECT * FROM unnest($1::text[], $2::bigint[])
      ON CONFLICT (collection) DO UPDATE SET documents = tallies.documents + excluded.documents`,
    values: [
      texts(more.map(([collection]) => collection)),
      numbers(more.map(([, documents]) => documents)),
    ],
  };
}

function setState({ seq, at }: Change): PostgresStatement {
  return {
    sql: `UPDATE ${schemaName}.state SET head = $1::bigint, last_at = $2::bigint`,
    values: [String(seq), String(at)],
  };
}

function keep(kept: readonly (readonly [scope: string, record: KeptRecord])[]): PostgresStatement {
  const records = kept.map(([, record]) => record);
  return {
    sql: `INSERT INTO ${schemaName}.kept_answers
        (scope, fingerprint, expires_at, status, headers, body)
      SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::integer[], $5::text[], $6::text[])
      ON CONFLICT (scope) DO UPDATE SET
        fingerprint = excluded.fingerprint, expires_at = excluded.expires_at,
        status = excluded.status, headers = excluded.headers, body = excluded.body`,
    values: [
      plainTexts(kept.map(([scope]) => scopeDigest(scope))),
      plainTexts(records.map(({ fingerprint }) => fingerprint)),
      numbers(records.map(({ expiresAt }) => expiresAt)),
      numbers(records.map(({ answer }) => answer.status)),
      plainTexts(records.map(({ answer }) => JSON.stringify(answer.headers))),
      texts(records.map(({ answer }) => answer.body)),
    ],
  };
}
