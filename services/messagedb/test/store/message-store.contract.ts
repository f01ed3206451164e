import { describe } from 'vitest';
import { appendContract } from './contract/append.contract.ts';
import { categoryReadContract } from './contract/category-read.contract.ts';
import { concurrencyContract } from './contract/concurrency.contract.ts';
import { fidelityContract } from './contract/fidelity.contract.ts';
import { importContract } from './contract/import.contract.ts';
import { incarnationContract } from './contract/incarnation.contract.ts';
import { namespaceContract } from './contract/namespace.contract.ts';
import { noticeContract } from './contract/notice.contract.ts';
import type { StoreFixture } from './contract/store-fixture.ts';
import { streamReadContract } from './contract/stream-read.contract.ts';
import { summaryContract } from './contract/summary.contract.ts';

/** What every store promises, run against each. */
export function messageStoreContract(fixture: StoreFixture): void {
  describe(`${fixture.name} keeps the contract`, () => {
    describe('of namespaces', () => namespaceContract(fixture));
    describe('of namespaces made anew', () => incarnationContract(fixture));
    describe('of appends', () => appendContract(fixture));
    describe('of reads of streams', () => streamReadContract(fixture));
    describe('of reads of categories', () => categoryReadContract(fixture));
    describe('of notices', () => noticeContract(fixture));
    describe('of summaries', () => summaryContract(fixture));
    describe('of exact values', () => fidelityContract(fixture));
    describe('of imports', () => importContract(fixture));
    describe('of concurrent writers', () => concurrencyContract(fixture));
  });
}
