import type { AuditEntry } from '../../model/audit-entry.ts';
import type { AuditQuery, AuditRecords } from '../config-store.ts';
import type { StorePool } from './store-pool.ts';
import { readTimestamp } from './timestamp.ts';

interface AuditRow {
  /** 64 bits wide; enough entries to pass 2^53 cannot be written. */
  readonly id: bigint;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly target: string;
  readonly outcome: AuditEntry['outcome'];
  readonly detail_json: string;
  readonly request_id: string | null;
  readonly remote_address: string | null;
}

export function createAuditRecords(pool: StorePool): AuditRecords {
  return {
    async append(entries) {
      // One statement for the batch; the parallel arrays become its rows.
      await pool.queries.query(
        `INSERT INTO faucet.audit_log
           (at, actor, action, target, outcome, detail_json, request_id, remote_address)
         SELECT * FROM unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::text[],
                              $6::text[], $7::text[], $8::text[])`,
        [
          entries.map((entry) => entry.at.toISOString()),
          entries.map((entry) => entry.actor),
          entries.map((entry) => entry.action),
          entries.map((entry) => entry.target),
          entries.map((entry) => entry.outcome),
          entries.map((entry) => JSON.stringify(entry.detail)),
          entries.map((entry) => entry.requestId ?? null),
          entries.map((entry) => entry.remoteAddress ?? null),
        ],
      );
    },
    async list(query) {
      const { where, values } = conditionsOf(query);
      const rows = await pool.queries.rows<AuditRow>(
        `SELECT * FROM faucet.audit_log ${where} ORDER BY id DESC LIMIT $1`,
        [query.limit, ...values],
      );
      return rows.map(entryOfRow);
    },
    async prune(olderThan) {
      const { count } = await pool.queries.query('DELETE FROM faucet.audit_log WHERE at < $1', [
        olderThan,
      ]);
      return count;
    },
  };
}

function conditionsOf(query: AuditQuery): { where: string; values: (string | number)[] } {
  const conditions: readonly (readonly [sql: string, value: string | number | undefined])[] = [
    ['id <', query.before],
    ['actor =', query.actor],
    ['action =', query.action],
    ['outcome =', query.outcome],
  ];
  const stated = conditions.filter(([, value]) => value !== undefined);
  const terms = stated.map(([sql], index) => `${sql} $${index + 2}`);
  return {
    where: terms.length === 0 ? '' : `WHERE ${terms.join(' AND ')}`,
    values: stated.map(([, value]) => value ?? ''),
  };
}

function entryOfRow(row: AuditRow): AuditEntry {
  return {
    id: Number(row.id),
    at: readTimestamp(row.at),
    actor: row.actor,
    action: row.action,
    target: row.target,
    outcome: row.outcome,
    detail: JSON.parse(row.detail_json) as AuditEntry['detail'],
    ...(row.request_id === null ? {} : { requestId: row.request_id }),
    ...(row.remote_address === null ? {} : { remoteAddress: row.remote_address }),
  };
}
