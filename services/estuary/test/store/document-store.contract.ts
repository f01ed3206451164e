import { describe } from 'vitest';
import { changeLogContract, retentionContract } from './contract/change-log.contract.ts';
import { checkContract } from './contract/check.contract.ts';
import { concurrencyContract } from './contract/concurrency.contract.ts';
import { equivalenceContract } from './contract/equivalence.contract.ts';
import { fidelityContract } from './contract/fidelity.contract.ts';
import { idempotencyContract } from './contract/idempotency.contract.ts';
import { listContract } from './contract/list.contract.ts';
import { pagingContract } from './contract/paging.contract.ts';
import { snapshotContract } from './contract/snapshot.contract.ts';
import type { StoreFixture } from './contract/store-fixture.ts';
import { timeContract } from './contract/time.contract.ts';
import { watchContract } from './contract/watch.contract.ts';
import { writeContract } from './contract/write.contract.ts';

/** What every store promises, run against each. */
export function documentStoreContract(fixture: StoreFixture): void {
  describe(`${fixture.name} keeps the contract`, () => {
    describe('of writes', () => writeContract(fixture));
    describe('of checks', () => checkContract(fixture));
    describe('of times', () => timeContract(fixture));
    describe('of idempotency keys', () => idempotencyContract(fixture));
    describe('of lists', () => listContract(fixture));
    describe('of walks through lists', () => pagingContract(fixture));
    describe('of exact values', () => fidelityContract(fixture));
    describe('of the change log', () => changeLogContract(fixture));
    describe('of retention', () => retentionContract(fixture));
    describe('of snapshots', () => snapshotContract(fixture));
    describe('of watching', () => watchContract(fixture));
    describe('of concurrent writers', () => concurrencyContract(fixture));
    describe('of the pure decision', () => equivalenceContract(fixture));
  });
}
