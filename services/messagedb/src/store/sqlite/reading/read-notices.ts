import type { SqliteDatabase } from '@aquifer/sqlite';
import type { Notice } from '../../../model/message.ts';
import type { NoticePage, NoticeQuery } from '../../message-store.ts';
import { pageBounds } from '../../message-store.ts';
import { matchMessages } from './match-messages.ts';

const COLUMNS = 'stream_name AS streamName, position, global_position AS globalPosition';

const OF_STREAM = `
  SELECT ${COLUMNS} FROM messages WHERE stream_name = ? AND position >= ?
  ORDER BY position LIMIT ?`;

export function readNotices(database: SqliteDatabase, query: NoticeQuery): NoticePage {
  const limit = Math.min(query.limit, pageBounds.rows);
  if (query.kind === 'stream') {
    const found = database.all<Notice>(OF_STREAM, [query.streamName, query.from, limit + 1]);
    return { notices: found.slice(0, limit), next: found[limit]?.position };
  }
  const match = matchMessages(database, {
    category: query.kind === 'category' ? query.category : '',
    from: query.from,
    correlation: undefined,
    consumerGroup: query.kind === 'category' ? query.consumerGroup : undefined,
  });
  const found = database.all<Notice>(
    `SELECT ${COLUMNS} ${match.from} ORDER BY global_position LIMIT ?`,
    [...match.parameters, limit + 1],
  );
  return { notices: found.slice(0, limit), next: found[limit]?.globalPosition ?? match.end };
}
