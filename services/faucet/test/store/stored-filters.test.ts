import { describe, expect, it } from 'vitest';
import { readStoredColumns, readStoredFilters } from '../../src/store/stored-filters.ts';

describe('readStoredFilters', () => {
  it('reads what the original stored, with its operators spelled as ours', () => {
    expect(
      readStoredFilters(
        '[{"name":"a","operator":"Not  IN","value":[1]},{"name":"b","operator":"="}]',
      ),
    ).toEqual([
      { name: 'a', operator: 'not in', value: [1] },
      { name: 'b', operator: '=' },
    ]);
  });

  it.each([['[]'], ['null'], ['']])('reads %j as no filters', (json) => {
    expect(readStoredFilters(json)).toEqual([]);
  });

  it.each([['{"a":1}'], ['[1]'], ['["x"]'], ['not json'], ['[{"name":"a"}]'], ['[null]']])(
    'makes a filter that opens nothing of %j',
    (json) => {
      expect(readStoredFilters(json)).toEqual([{ name: '', operator: 'unreadable' }]);
    },
  );
});

describe('readStoredColumns', () => {
  it('reads a list, and a broken one as a column that does not exist', () => {
    expect(readStoredColumns('["a","b"]')).toEqual(['a', 'b']);
    expect(readStoredColumns('[]')).toEqual([]);
    expect(readStoredColumns('{')).toEqual(['']);
  });
});
