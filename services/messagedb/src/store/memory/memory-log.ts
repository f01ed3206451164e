import { compareUtf8 } from '@aquifer/service';
import type { Append, AppendedGroup, StoredMessage } from '../../append/append.ts';
import { decideGroup } from '../../append/decide-group.ts';
import { belongsTo, consumerHash } from '../../consumers/consumer-group.ts';
import type { ConsumerGroup } from '../../consumers/consumer-group.ts';
import { fault } from '../../faults.ts';
import type { NewMessage } from '../../model/message.ts';
import { category } from '../../model/stream-name.ts';
import type {
  CategoryQuery,
  CategorySummary,
  ImportedMessage,
  LogState,
  LogStatistics,
  MessageLog,
  NoticePage,
  NoticeQuery,
  RowPage,
  StreamQuery,
  StreamsQuery,
  StreamSummary,
} from '../message-store.ts';
import { PageBuilder } from '../page.ts';
import { positionTaken } from '../position-taken.ts';
import { renderCategoryRow, renderStreamRow } from '../render-row.ts';
import type { TimedMessage } from '../render-row.ts';
import { firstAtLeast, insertSorted } from './sorted.ts';

/** Messages in the order of one of their positions, ascending. */
type Sequence = TimedMessage[];

const byPosition = (message: TimedMessage): number => message.position;
const byGlobalPosition = (message: TimedMessage): number => message.globalPosition;

/** How many messages a filtered read looks at before others get a turn. */
const SCANNED_MAX = 5_000;

/** A log in memory: what the others keep on disk, by the same rules. */
export class MemoryLog implements MessageLog {
  readonly #namespace: string;
  readonly #all: Sequence = [];
  readonly #streams = new Map<string, Sequence>();
  readonly #categories = new Map<string, Sequence>();
  readonly #ids = new Map<string, TimedMessage>();
  #revision = 0;
  #isGone = false;

  constructor(namespace: string) {
    this.#namespace = namespace;
  }

  async append(group: readonly Append[]): Promise<AppendedGroup> {
    this.#check();
    const previousHead = this.#head();
    const decision = decideGroup(group, {
      head: previousHead,
      versions: new Map(group.flatMap(({ streamName }) => this.#versionEntry(streamName))),
      stored: new Map(
        group.flatMap(({ messages }) => messages.flatMap((message) => this.#stored(message))),
      ),
    });
    const time = new Date().toISOString();
    for (const message of decision.messages) this.#add({ ...message, time });
    return { ...decision, previousHead };
  }

  async readStream({ streamName, by, from, limit }: StreamQuery): Promise<RowPage> {
    this.#check();
    const place = by === 'position' ? byPosition : byGlobalPosition;
    const messages = this.#streams.get(streamName) ?? [];
    const page = new PageBuilder(limit);
    let at = firstAtLeast(messages, place, from);
    for (; !page.isFull && at < messages.length; at += 1) {
      page.add(renderStreamRow(messages[at] as TimedMessage));
    }
    return page.build(at < messages.length ? place(messages[at] as TimedMessage) : undefined);
  }

  async readCategory(query: CategoryQuery): Promise<RowPage> {
    this.#check();
    const messages = this.#ofCategory(query.category);
    const page = new PageBuilder(query.limit);
    const start = firstAtLeast(messages, byGlobalPosition, query.from);
    const end = Math.min(messages.length, start + SCANNED_MAX);
    let at = start;
    for (; !page.isFull && at < end; at += 1) {
      const message = messages[at] as TimedMessage;
      if (matches(message, query)) page.add(renderCategoryRow(message));
    }
    return page.build(messages[at]?.globalPosition);
  }

  async lastMessage(streamName: string, type: string | undefined): Promise<string | undefined> {
    this.#check();
    const messages = this.#streams.get(streamName) ?? [];
    const found = messages.findLast((message) => type === undefined || message.type === type);
    return found === undefined ? undefined : renderStreamRow(found);
  }

  async version(streamName: string): Promise<number | undefined> {
    this.#check();
    return this.#streams.get(streamName)?.at(-1)?.position;
  }

  async readNotices(query: NoticeQuery): Promise<NoticePage> {
    this.#check();
    const { from, limit } = query;
    const [messages, place] =
      query.kind === 'stream'
        ? [this.#streams.get(query.streamName) ?? [], byPosition]
        : [this.#ofCategory(query.kind === 'category' ? query.category : ''), byGlobalPosition];
    const group = query.kind === 'category' ? query.consumerGroup : undefined;
    const start = firstAtLeast(messages, place, from);
    const end = Math.min(messages.length, start + SCANNED_MAX);
    const notices = [];
    let at = start;
    for (; notices.length < limit && at < end; at += 1) {
      const { streamName, position, globalPosition } = messages[at] as TimedMessage;
      if (isMember(streamName, group)) notices.push({ streamName, position, globalPosition });
    }
    const following = messages[at];
    return { notices, next: following === undefined ? undefined : place(following) };
  }

  async state(): Promise<LogState> {
    this.#check();
    return { head: this.#head(), revision: this.#revision };
  }

  async streams({ prefix, cursor, limit }: StreamsQuery): Promise<readonly StreamSummary[]> {
    this.#check();
    return [...this.#streams]
      .filter(([name]) => name.startsWith(prefix))
      .filter(([name]) => cursor === undefined || compareUtf8(name, cursor) > 0)
      .toSorted(([left], [right]) => compareUtf8(left, right))
      .slice(0, limit)
      .map(([streamName, messages]) => {
        const last = messages.at(-1) as TimedMessage;
        return { streamName, version: last.position, lastActivity: last.time };
      });
  }

  async categories(): Promise<readonly CategorySummary[]> {
    this.#check();
    const streamCounts = new Map<string, number>();
    for (const name of this.#streams.keys()) {
      const key = category(name);
      streamCounts.set(key, (streamCounts.get(key) ?? 0) + 1);
    }
    return [...this.#categories]
      .toSorted(([left], [right]) => compareUtf8(left, right))
      .map(([name, messages]) => ({
        category: name,
        streamCount: streamCounts.get(name) ?? 0,
        messageCount: messages.length,
      }));
  }

  async statistics(): Promise<LogStatistics> {
    this.#check();
    return {
      messageCount: this.#all.length,
      streamCount: this.#streams.size,
      lastActivity: this.#all.at(-1)?.time ?? null,
    };
  }

  async importMessages(messages: readonly ImportedMessage[]): Promise<void> {
    this.#check();
    const head = this.#head();
    const done: ImportedMessage[] = [];
    try {
      for (const message of messages) {
        this.#refuseTaken(message);
        this.#add(message);
        done.push(message);
      }
    } catch (error) {
      for (const message of done.toReversed()) this.#remove(message);
      throw error;
    }
    if (messages.some(({ globalPosition }) => globalPosition <= head)) this.#revision += 1;
  }

  async clear(): Promise<void> {
    this.#check();
    this.#empty();
    this.#revision += 1;
  }

  /** Called when the namespace is deleted; returns how many messages it had. */
  end(): number {
    const count = this.#all.length;
    this.#isGone = true;
    this.#empty();
    return count;
  }

  #check(): void {
    if (this.#isGone) throw fault('namespace_gone', { namespace: this.#namespace });
  }

  #head(): number {
    return this.#all.at(-1)?.globalPosition ?? 0;
  }

  #ofCategory(name: string): Sequence {
    return name === '' ? this.#all : (this.#categories.get(name) ?? []);
  }

  #versionEntry(streamName: string): [string, number][] {
    const version = this.#streams.get(streamName)?.at(-1)?.position;
    return version === undefined ? [] : [[streamName, version]];
  }

  #stored({ id, isIdGiven }: NewMessage): [string, StoredMessage][] {
    const stored = isIdGiven ? this.#ids.get(id) : undefined;
    return stored === undefined ? [] : [[id, stored]];
  }

  #refuseTaken(message: ImportedMessage): void {
    const { id, streamName, position, globalPosition } = message;
    const stream = this.#streams.get(streamName) ?? [];
    const isTaken =
      this.#ids.has(id) ||
      this.#all[firstAtLeast(this.#all, byGlobalPosition, globalPosition)]?.globalPosition ===
        globalPosition ||
      stream[firstAtLeast(stream, byPosition, position)]?.position === position;
    if (isTaken) throw fault('position_exists', { reason: positionTaken(message) });
  }

  #add(message: TimedMessage): void {
    insertSorted(this.#all, byGlobalPosition, message);
    insertSorted(sequenceOf(this.#streams, message.streamName), byPosition, message);
    const name = category(message.streamName);
    insertSorted(sequenceOf(this.#categories, name), byGlobalPosition, message);
    this.#ids.set(message.id, message);
  }

  #remove(message: TimedMessage): void {
    const { id, streamName } = message;
    removeFrom(this.#all, message);
    for (const [sequences, key] of [
      [this.#streams, streamName],
      [this.#categories, category(streamName)],
    ] as const) {
      const sequence = sequenceOf(sequences, key);
      removeFrom(sequence, message);
      if (sequence.length === 0) sequences.delete(key);
    }
    this.#ids.delete(id);
  }

  #empty(): void {
    this.#all.length = 0;
    this.#streams.clear();
    this.#categories.clear();
    this.#ids.clear();
  }
}

function matches(message: TimedMessage, { correlation, consumerGroup }: CategoryQuery): boolean {
  if (correlation !== undefined && message.correlation !== correlation) return false;
  return isMember(message.streamName, consumerGroup);
}

function isMember(streamName: string, group: ConsumerGroup | undefined): boolean {
  return group === undefined || belongsTo(consumerHash(streamName), group);
}

function sequenceOf(sequences: Map<string, Sequence>, key: string): Sequence {
  const known = sequences.get(key);
  if (known !== undefined) return known;
  const made: Sequence = [];
  sequences.set(key, made);
  return made;
}

function removeFrom(sequence: Sequence, message: TimedMessage): void {
  sequence.splice(sequence.indexOf(message), 1);
}
