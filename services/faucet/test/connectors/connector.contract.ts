import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import { aggregatesContract } from './contract/aggregates.contract.ts';
import { answerSizeContract } from './contract/answer-size.contract.ts';
import { definitionsContract } from './contract/definitions.contract.ts';
import { filtersContract } from './contract/filters.contract.ts';
import type { ConnectorFixture } from './contract/fixture.ts';
import { introspectionContract } from './contract/introspection.contract.ts';
import { readsContract } from './contract/reads.contract.ts';
import { contractState, type ContractState } from './contract/state.ts';
import { statementsContract } from './contract/statements.contract.ts';
import { upsertContract } from './contract/upsert.contract.ts';
import { valuesContract } from './contract/values.contract.ts';
import { writeLimitsContract } from './contract/write-limits.contract.ts';
import { writesContract } from './contract/writes.contract.ts';

/**
 * The promises of `Connector`, kept by every adapter: each group opens a database of its own with
 * the fixture's tables, and starts every test with them empty.
 */
export const connectorContract = (fixture: ConnectorFixture): void => {
  const groups: readonly (readonly [string, (state: ContractState) => void])[] = [
    ['introspection', introspectionContract],
    ['reading', readsContract],
    ['filters', filtersContract],
    ['aggregates', aggregatesContract],
    ['writing', writesContract],
    ['upsert', upsertContract],
    ['values', valuesContract],
    ['statements of the caller', statementsContract],
    ['definitions', definitionsContract],
    ['sizes of answers', answerSizeContract],
  ];
  describe(`${fixture.name} keeps the contract`, () => {
    for (const [name, define] of groups) {
      describe(name, () => {
        const state = contractState(fixture);
        beforeAll(() => state.open());
        beforeEach(() => state.empty());
        afterAll(() => state.close());
        define(state);
      });
    }
    if (fixture.lacks.interruption === undefined) {
      describe('limits of writing', () => writeLimitsContract(contractState(fixture)));
    }
  });
};
