import type { AuditEntry } from '../../model/audit-entry.ts';
import type { AuditQuery, AuditRecords } from '../config-store.ts';
import type { StoreFile } from './store-file.ts';
import { readTimestamp, writeTimestamp } from './timestamp.ts';

interface AuditRow {
  readonly id: number;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly target: string;
  readonly outcome: AuditEntry['outcome'];
  readonly detail_json: string;
  readonly request_id: string | null;
  readonly remote_address: string | null;
}

export function createAuditRecords({ database }: StoreFile): AuditRecords {
  return {
    async append(entries) {
      database.transaction(() => {
        for (const entry of entries) {
          database.run(
            `INSERT INTO audit_log
               (at, actor, action, target, outcome, detail_json, request_id, remote_address)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
            [
              writeTimestamp(entry.at),
              entry.actor,
              entry.action,
              entry.target,
              entry.outcome,
              JSON.stringify(entry.detail),
              entry.requestId ?? null,
              entry.remoteAddress ?? null,
            ],
          );
        }
      });
    },
    async list(query) {
      const { where, values } = conditionsOf(query);
      return database
        .all<AuditRow>(`SELECT * FROM audit_log ${where} ORDER BY id DESC LIMIT ?`, [
          ...values,
          query.limit,
        ])
        .map(entryOfRow);
    },
    async prune(olderThan) {
      return database.run('DELETE FROM audit_log WHERE at < ?', [writeTimestamp(olderThan)])
        .changes;
    },
  };
}

function conditionsOf(query: AuditQuery): { where: string; values: (string | number)[] } {
  const conditions: readonly (readonly [sql: string, value: string | number | undefined])[] = [
    ['id < ?', query.before],
    ['actor = ?', query.actor],
    ['action = ?', query.action],
    ['outcome = ?', query.outcome],
  ];
  const stated = conditions.filter(([, value]) => value !== undefined);
  return {
    where: stated.length === 0 ? '' : `WHERE ${stated.map(([sql]) => sql).join(' AND ')}`,
    values: stated.map(([, value]) => value ?? ''),
  };
}

function entryOfRow(row: AuditRow): AuditEntry {
  return {
    id: row.id,
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
