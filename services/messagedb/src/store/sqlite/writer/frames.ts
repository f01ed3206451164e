import type { Append, AppendedGroup, AppendOutcome } from '../../../append/append.ts';
import type { NewMessage, PlacedMessage } from '../../../model/message.ts';

/**
 * Groups and their outcomes as flat lists. A thread is sent copies, and copying objects costs about
 * twice as much, most of it for the names of their properties; the messages need no way back.
 */
export type AppendFrame = readonly (string | number | boolean | null | undefined)[];

/** The head before the group, then kind and two numbers for each append. */
export type OutcomeFrame = readonly number[];

export function encodeGroup(group: readonly Append[]): AppendFrame {
  const frame: (string | number | boolean | null | undefined)[] = [];
  for (const { streamName, expectedVersion, messages } of group) {
    frame.push(streamName, expectedVersion, messages.length);
    for (const message of messages) {
      const { id, isIdGiven, type, data, metadata, correlation } = message;
      frame.push(id, isIdGiven, type, data, metadata, correlation);
    }
  }
  return frame;
}

export function decodeGroup(frame: AppendFrame): Append[] {
  const group: Append[] = [];
  for (let at = 0; at < frame.length;) {
    const streamName = frame[at] as string;
    const expectedVersion = frame[at + 1] as number | undefined;
    const end = at + 3 + (frame[at + 2] as number) * 6;
    const messages: NewMessage[] = [];
    for (at += 3; at < end; at += 6) {
      messages.push({
        id: frame[at] as string,
        isIdGiven: frame[at + 1] as boolean,
        type: frame[at + 2] as string,
        data: frame[at + 3] as string,
        metadata: frame[at + 4] as string | null,
        correlation: frame[at + 5] as string | null,
      });
    }
    group.push({ streamName, messages, expectedVersion });
  }
  return group;
}

const [WRITTEN, REPEATED, CONFLICT, ID_TAKEN] = [0, 1, 2, 3];

export function encodeOutcomes(
  previousHead: number,
  group: readonly Append[],
  outcomes: readonly AppendOutcome[],
): OutcomeFrame {
  const frame = [previousHead];
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.kind === 'conflict') frame.push(CONFLICT, outcome.expected, outcome.actual);
    else if (outcome.kind === 'id-taken') {
      const { messages } = group[index] as Append;
      frame.push(
        ID_TAKEN,
        messages.findIndex(({ id }) => id === outcome.id),
        0,
      );
    } else {
      const kind = outcome.kind === 'written' ? WRITTEN : REPEATED;
      frame.push(kind, outcome.position, outcome.globalPosition);
    }
  }
  return frame;
}

/** What became of a group, put together from it and its outcomes. */
export function decodeOutcomes(group: readonly Append[], frame: OutcomeFrame): AppendedGroup {
  const outcomes: AppendOutcome[] = [];
  const messages: PlacedMessage[] = [];
  for (const [index, append] of group.entries()) {
    const [kind, first = 0, second = 0] = frame.slice(1 + index * 3, 4 + index * 3);
    if (kind === CONFLICT) outcomes.push({ kind: 'conflict', expected: first, actual: second });
    else if (kind === ID_TAKEN) {
      outcomes.push({ kind: 'id-taken', id: append.messages[first]?.id ?? '' });
    } else {
      const isNew = kind === WRITTEN;
      outcomes.push({
        kind: isNew ? 'written' : 'repeated',
        position: first,
        globalPosition: second,
      });
      if (isNew) place(append, first, second, messages);
    }
  }
  return { outcomes, messages, previousHead: frame[0] ?? 0 };
}

/** The messages of one append have consecutive places, of which the last is known. */
function place(
  { streamName, messages }: Append,
  position: number,
  globalPosition: number,
  placed: PlacedMessage[],
): void {
  const before = messages.length - 1;
  for (const [index, message] of messages.entries()) {
    placed.push({
      ...message,
      streamName,
      position: position - before + index,
      globalPosition: globalPosition - before + index,
    });
  }
}
