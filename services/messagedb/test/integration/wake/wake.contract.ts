import { describe } from 'vitest';
import { callsContract } from './contract/calls.contract.ts';
import { gapsContract } from './contract/gaps.contract.ts';
import type { WakeFixture } from './contract/wake-fixture.ts';

/** What every way to call other instances promises, run against each. */
export function wakeContract(fixture: WakeFixture): void {
  describe(`waking over ${fixture.name}`, () => {
    describe('calls', () => callsContract(fixture));
    describe('lost connections', () => gapsContract(fixture));
  });
}
