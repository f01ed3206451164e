import type { NewMessage, PlacedMessage } from '../model/message.ts';
import type { Append, AppendOutcome, GroupDecision, GroupState, StoredMessage } from './append.ts';
import { equalJson } from './equal-json.ts';

/**
 * Decides about appends that are committed together, one after the other, as if each had been alone
 * (contract §6.2–§6.6): an append sees what those before it write, and one that is refused leaves
 * no trace. Every store decides by this function, under the lock that keeps other writers out.
 */
export function decideGroup(appends: readonly Append[], state: GroupState): GroupDecision {
  const group = new Group(state);
  const outcomes = appends.map((append) => group.decide(append));
  return { outcomes, messages: group.messages };
}

class Group {
  readonly messages: PlacedMessage[] = [];
  readonly #state: GroupState;
  readonly #versions = new Map<string, number>();
  /** Of this group, by id. */
  readonly #placed = new Map<string, PlacedMessage>();
  #head: number;

  constructor(state: GroupState) {
    this.#state = state;
    this.#head = state.head;
  }

  decide(append: Append): AppendOutcome {
    // Before the version: who lost the answer and asks again has a version that is out of date.
    const known = this.#decideKnown(append);
    if (known !== undefined) return known;
    const actual = this.#versionOf(append.streamName);
    const expected = append.expectedVersion;
    if (expected !== undefined && expected !== actual)
      return { kind: 'conflict', expected, actual };
    return this.#place(append, actual);
  }

  /** The outcome when an id is already taken, by a message of the store, the group or the append itself. */
  #decideKnown({ streamName, messages }: Append): AppendOutcome | undefined {
    // Ids that were made here are taken by nobody.
    if (!messages.some(({ isIdGiven }) => isIdGiven)) return undefined;
    const stored = messages.map(({ id, isIdGiven }) => (isIdGiven ? this.#find(id) : undefined));
    const taken = stored.findIndex((found) => found !== undefined);
    if (taken === -1) return findTwice(messages);
    const first = stored[0]?.position ?? 0;
    const isRepeat = messages.every((message, index) => {
      const found = stored[index];
      return (
        found !== undefined &&
        found.streamName === streamName &&
        found.position === first + index &&
        found.type === message.type &&
        equalJson(found.data, message.data)
      );
    });
    const last = stored.at(-1);
    if (isRepeat && last !== undefined) {
      const { position, globalPosition } = last;
      return { kind: 'repeated', position, globalPosition };
    }
    return { kind: 'id-taken', id: messages[taken]?.id ?? '' };
  }

  #find(id: string): StoredMessage | undefined {
    return this.#placed.get(id) ?? this.#state.stored.get(id);
  }

  #versionOf(streamName: string): number {
    return this.#versions.get(streamName) ?? this.#state.versions.get(streamName) ?? -1;
  }

  #place({ streamName, messages }: Append, version: number): AppendOutcome {
    let position = version;
    for (const message of messages) {
      position += 1;
      this.#head += 1;
      const placed = place(message, streamName, position, this.#head);
      this.messages.push(placed);
      if (message.isIdGiven) this.#placed.set(message.id, placed);
    }
    this.#versions.set(streamName, position);
    return { kind: 'written', position, globalPosition: this.#head };
  }
}

/** Written out, as copying with `...` takes several times as long, and every write comes by here. */
function place(
  { id, isIdGiven, type, data, metadata, correlation }: NewMessage,
  streamName: string,
  position: number,
  globalPosition: number,
): PlacedMessage {
  return {
    id,
    isIdGiven,
    type,
    data,
    metadata,
    correlation,
    streamName,
    position,
    globalPosition,
  };
}

/** An append that gives an id twice takes it from itself. */
function findTwice(messages: readonly NewMessage[]): AppendOutcome | undefined {
  const seen = new Set<string>();
  for (const { id } of messages) {
    if (seen.has(id)) return { kind: 'id-taken', id };
    seen.add(id);
  }
  return undefined;
}
