import { answering } from './access.ts';
import type { Reader } from './access.ts';
import type { Change, Document } from './decision.ts';
import { documentOf, readLog } from './rows.ts';

/** Changes are as large as documents, and Convex answers so many bytes only. */
const READ_MAX = 200;
const SNAPSHOT_PAGE = 200;

export const head = answering(async (db) => (await readLog(db)).head);

interface ReadRequest {
  readonly after: number;
  readonly limit: number;
  readonly changesMax: number;
  readonly ageMax: number;
}

/** The next changes behind one; null where they are not kept. */
export const read = answering(async (db, request: ReadRequest) => {
  const { after, limit, changesMax, ageMax } = request;
  const log = await readLog(db);
  const isKept = after >= Math.max(log.first, log.head - changesMax) && after <= log.head;
  if (!isKept) return null;
  const rows = await db
    .query('changes')
    .withIndex('by_seq', (range) => range.gt('seq', after))
    .take(Math.min(limit, READ_MAX));
  // Old ones are told no more at once, and are deleted little by little.
  if ((rows[0]?.at ?? log.lastAt) < log.lastAt - ageMax) return null;
  const changes = rows.map(({ change }) => JSON.parse(change) as Change);
  return { changes, upTo: after + changes.length };
});

interface SnapshotRequest {
  /** The change after which the snapshot is. */
  readonly seq: number;
  /** `createdSeq` of the last document of the page before. */
  readonly after: number;
}

/**
 * The next documents of a snapshot as they were then, and where the page ends; null where changes
 * since then are not kept, so that nobody knows.
 */
export const snapshot = answering(async (db, { seq, after }: SnapshotRequest) => {
  if (seq < (await readLog(db)).first) return null;
  const rows = await db
    .query('documents')
    .withIndex('by_seq', (range) => range.gt('createdSeq', after).lte('createdSeq', seq))
    .take(SNAPSHOT_PAGE);
  const isLast = rows.length < SNAPSHOT_PAGE;
  const end = isLast ? seq : (rows.at(-1)?.createdSeq ?? seq);
  const then = new Map(rows.map((row) => [row.createdSeq, documentOf(row)]));
  for (const document of await replacedSince(db, seq)) {
    const { createdSeq } = document;
    if (createdSeq > after && createdSeq <= end) then.set(createdSeq, document);
  }
  const documents = [...then.values()].toSorted((one, other) => one.createdSeq - other.createdSeq);
  return { documents, end, isLast };
});

/** What was changed or deleted since, as it was then: as it was before its first change since. */
async function replacedSince(db: Reader, seq: number): Promise<Iterable<Document>> {
  const found = new Map<number, Document>();
  const since = db.query('changes').withIndex('by_seq', (range) => range.gt('seq', seq));
  for await (const { before } of since) {
    const document = JSON.parse(before) as Document | null;
    if (document !== null && !found.has(document.createdSeq)) {
      found.set(document.createdSeq, document);
    }
  }
  return found.values();
}
