/**
 * Tells the instances that share a store that a namespace has changed. Only a hint: the store is the
 * truth, so one that is lost costs time and nothing else.
 */
export interface Wake {
  /** Tells the others; returns at once, and gathers what comes in quick succession. */
  announce(change: Change): void;
  /** Tells what still waits, if the others can be reached. */
  close(): Promise<void>;
}

export interface Change {
  /** `written`: there may be new messages. `changed`: its token, or whether it exists. */
  readonly kind: 'written' | 'changed';
  readonly namespace: string;
}

/** What an instance does when another one calls. */
export interface WakeHandler {
  onChange(change: Change): void;
  /** Calls may have been missed: look everywhere. */
  onGap(): void;
  /** Some time has passed: look for new messages, called or not. */
  onPoll(): void;
}

/** For a store that has one instance only. */
export const noWake: Wake = { announce: () => undefined, close: async () => undefined };
