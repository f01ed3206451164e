import type { Log } from '@aquifer/service';
import { noWake } from './wake.ts';
import type { Wake, WakeHandler } from './wake.ts';

/** What says how instances call each other. */
export interface WakeSettings {
  readonly natsUrl: string | undefined;
}

/** The one place that knows all ways to call other instances: opens the one that the settings name. */
export async function openWake(
  _settings: WakeSettings,
  _log: Log,
  _handler: WakeHandler,
): Promise<Wake> {
  return noWake;
}
