import { afterEach } from 'vitest';
import type { MessageStore } from '../../../src/store/message-store.ts';
import type { ContractState } from './state.ts';
import type { StoreFixture } from './store-fixture.ts';

/** The instances of a store: two where it can have two. The second is closed after each test. */
export function contractInstances(
  fixture: StoreFixture,
  state: ContractState,
): () => Promise<readonly [MessageStore, ...MessageStore[]]> {
  const more: MessageStore[] = [];
  afterEach(async () => {
    for (const store of more.splice(0)) await store.close();
  });
  return async () => {
    if (fixture.openAgain !== undefined) more.push(await fixture.openAgain());
    return [state.store, ...more];
  };
}
