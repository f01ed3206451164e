import { describe, expect, it } from 'vitest';
import type { ImportedMessage, MessageLog } from '../../src/store/message-store.ts';
import { BatchWriter } from '../../src/transfer/batch-writer.ts';
import { memoryLog } from '../support/memory-namespace.ts';
import { message, write } from '../support/messages.ts';

/** Each in a stream of its own. */
const at = (...places: readonly number[]): ImportedMessage[] =>
  places.map((globalPosition) => ({
    ...message(),
    streamName: `s-${globalPosition}`,
    position: 0,
    globalPosition,
    time: '2026-01-31T12:00:00.000Z',
  }));

/** What a writer says after each batch. */
async function after(
  log: MessageLog,
  ...batches: readonly (readonly ImportedMessage[])[]
): Promise<boolean[]> {
  const writer = new BatchWriter(log);
  const said: boolean[] = [];
  for (const batch of batches) {
    await writer.write(batch).catch(() => undefined);
    said.push(writer.mayHaveFilledIn);
  }
  return said;
}

describe('an import has passed nobody by', () => {
  it('while every batch comes above the one before', async () => {
    expect(await after(await memoryLog(), at(2, 1, 5), at(7), at(8, 20))).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('when it stored nothing, because a place was taken', async () => {
    const log = await memoryLog();
    await log.importMessages(at(5));
    expect(await after(log, at(5))).toEqual([false]);
  });
});

describe('an import may have passed somebody by', () => {
  it('once a batch came below the head, from the import or from before', async () => {
    const log = await memoryLog();
    await log.importMessages(at(10));
    expect(await after(log, at(11), at(12, 9), at(13))).toEqual([false, true, true]);
    expect(await after(log, at(3))).toEqual([true]);
  });

  it('when another import wrote above it meanwhile', async () => {
    const inner = await memoryLog();
    const log = new Proxy(inner, {
      get(target, name) {
        if (name !== 'importMessages')
          return (Reflect.get(target, name) as () => unknown).bind(target);
        return async (messages: readonly ImportedMessage[]) => {
          await inner.importMessages(at(100));
          await inner.importMessages(messages);
        };
      },
    });
    expect(await after(log, at(1))).toEqual([true]);
  });

  it('when it is not known whether its batch was stored', async () => {
    const inner = await memoryLog();
    await inner.append([write('a-1'), write('a-1')]);
    const log = new Proxy(inner, {
      get(target, name) {
        if (name !== 'importMessages')
          return (Reflect.get(target, name) as () => unknown).bind(target);
        return () => Promise.reject(new Error('lost'));
      },
    });
    expect(await after(log, at(1))).toEqual([true]);
  });
});
