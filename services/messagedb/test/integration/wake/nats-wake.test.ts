import { randomUUID } from 'node:crypto';
import { describeWith } from '@aquifer/testing';
import { afterAll, beforeAll } from 'vitest';
import { noDatabase } from './contract/wake-fixture.ts';
import { openSeverableLine } from './severable-line.ts';
import type { SeverableLine } from './severable-line.ts';
import { wakeContract } from './wake.contract.ts';

await describeWith('nats', 'NATS', (nats) => {
  let line: SeverableLine | undefined;
  // Never connected to: it stands for the messages that the instances share.
  const database = randomUUID();

  beforeAll(async () => {
    line = await openSeverableLine(new URL(nats.url));
  });
  afterAll(() => line?.close());

  wakeContract({
    name: 'NATS',
    settings: (which = 'same') => ({
      ...noDatabase,
      dbUrl: `postgres://nobody@db.invalid/${database}-${which}`,
      natsUrl: `nats://127.0.0.1:${line?.port}`,
    }),
    line() {
      if (line === undefined) throw new Error('asked before it was opened');
      return line;
    },
  });
});
