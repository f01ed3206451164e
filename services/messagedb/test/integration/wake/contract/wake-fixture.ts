import { createLog } from '@aquifer/service';
import { onTestFinished } from 'vitest';
import { openWake } from '../../../../src/wake/open-wake.ts';
import type { WakeSettings } from '../../../../src/wake/open-wake.ts';
import type { Change, Wake } from '../../../../src/wake/wake.ts';
import type { SeverableLine } from '../severable-line.ts';

/** How the suite gets instances that can hear each other. */
export interface WakeFixture {
  readonly name: string;
  /** Settings of an instance: one database for all of a test run, or another one. */
  settings(database?: 'same' | 'another'): WakeSettings;
  /** The line that all of them use. */
  line(): SeverableLine;
}

/** An instance that notes what it hears. */
export interface Instance extends Wake {
  readonly heard: Change[];
  readonly gaps: () => number;
  readonly polls: () => number;
}

export const noDatabase: Omit<WakeSettings, 'dbUrl'> = {
  testMode: false,
  dbHost: undefined,
  dbPort: 5432,
  dbName: 'message_store',
  dbUser: 'message_store',
  dbPassword: undefined,
  dbSslMode: 'prefer',
  natsUrl: undefined,
};

/** Closed when the test is over. */
export async function openInstance(
  { settings }: WakeFixture,
  database?: 'same' | 'another',
): Promise<Instance> {
  const heard: Change[] = [];
  let [gaps, polls] = [0, 0];
  const wake = await openWake(settings(database), createLog({ level: 'silent', format: 'json' }), {
    onChange: (change) => heard.push(change),
    onGap: () => void (gaps += 1),
    onPoll: () => void (polls += 1),
  });
  onTestFinished(() => wake.close());
  return { ...wake, heard, gaps: () => gaps, polls: () => polls };
}

export const written = (namespace: string): Change => ({ kind: 'written', namespace });
export const changed = (namespace: string): Change => ({ kind: 'changed', namespace });
