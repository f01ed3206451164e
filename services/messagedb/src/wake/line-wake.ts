import { randomUUID } from 'node:crypto';
import type { Log } from '@aquifer/service';
import { decodeCall, encodeCall } from './call.ts';
import { gatherChanges } from './gather-changes.ts';
import type { Line, LineHandler } from './line.ts';
import type { Wake, WakeHandler } from './wake.ts';

/** Calls other instances over a line; what comes back from this instance is not heard. */
export async function openLineWake(
  openLine: (handler: LineHandler) => Promise<Line>,
  handler: Pick<WakeHandler, 'onChange' | 'onGap'>,
  log: Log,
): Promise<Wake> {
  const own = randomUUID();
  const line = await openLine({
    onText(text) {
      const { instance, changes } = decodeCall(text);
      if (instance !== own) for (const change of changes) handler.onChange(change);
    },
    onGap: () => handler.onGap(),
  });
  const gathered = gatherChanges(async (changes) => {
    for (const text of encodeCall({ instance: own, changes })) await line.send(text);
  }, log);
  return {
    announce: (change) => gathered.add(change),
    async close() {
      await gathered.close();
      await line.close();
    },
  };
}
