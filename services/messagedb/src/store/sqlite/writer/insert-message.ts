import type { SqliteDatabase } from '@aquifer/sqlite';
import { consumerHash } from '../../../consumers/consumer-group.ts';
import type { PlacedMessage } from '../../../model/message.ts';
import { category } from '../../../model/stream-name.ts';

/** What a stream's name says. */
interface StreamFacts {
  readonly category: string;
  readonly cardinalHash: bigint | null;
}

const INSERT = `
  INSERT INTO messages (global_position, id, stream_name, position, category, cardinal_hash,
    correlation, type, time, metadata, data)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

export function insertMessage(
  database: SqliteDatabase,
  message: PlacedMessage,
  time: string,
): void {
  const { streamName } = message;
  const facts = factsOf(streamName);
  database.run(INSERT, [
    message.globalPosition,
    message.id,
    streamName,
    message.position,
    facts.category,
    facts.cardinalHash,
    message.correlation,
    message.type,
    time,
    message.metadata,
    message.data,
  ]);
}

/** Most messages go to streams that were written to just before; hashing costs as much as inserting. */
const facts = new Map<string, StreamFacts>();
const FACTS_MAX = 10_000;

function factsOf(streamName: string): StreamFacts {
  const known = facts.get(streamName);
  if (known !== undefined) return known;
  const made = { category: category(streamName), cardinalHash: consumerHash(streamName) };
  if (facts.size >= FACTS_MAX) facts.clear();
  facts.set(streamName, made);
  return made;
}
