import { answering, changing } from './access.ts';
import { readPage } from './page.ts';
import { documentOf, findRow } from './rows.ts';
import { transact as transactIn } from './transact.ts';

/** Does transactions in their order; each of them wholly or not at all. */
export const transact = changing(transactIn);

export const page = answering(readPage);

export const get = answering(async (db, request: { collection: string; id: string }) => {
  const row = await findRow(db, request.collection, request.id);
  return row === null ? null : documentOf(row);
});
