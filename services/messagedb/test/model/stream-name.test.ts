import { describe, expect, it } from 'vitest';
import { cardinalId, category, id, isCategory } from '../../src/model/stream-name.ts';

describe('the parts of a stream name', () => {
  // The table of the contract, §1.
  it.each([
    ['account', 'account', null, null, true],
    ['account-123', 'account', '123', '123', false],
    ['account-123+456', 'account', '123+456', '123', false],
    ['account-123+', 'account', '123+', '123', false],
    ['account-+5', 'account', '+5', '', false],
    ['account-', 'account', '', '', false],
    ['user-profile-456', 'user', 'profile-456', 'profile-456', false],
    ['-123', '', '123', '123', false],
    ['account+x', 'account+x', null, null, true],
    ['account:command-1', 'account:command', '1', '1', false],
    // Nothing is trimmed, and only the first dash counts.
    [' Account -1 ', ' Account ', '1 ', '1 ', false],
    ['a+b-c+d+e', 'a+b', 'c+d+e', 'c', false],
  ])('of %j', (name, ...parts) => {
    expect([category(name), id(name), cardinalId(name), isCategory(name)]).toEqual(parts);
  });
});
