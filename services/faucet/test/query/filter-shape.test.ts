import { describe, expect, it } from 'vitest';
import { filterShape } from '../../src/query/filter-shape.ts';

describe('the shape of a filter', () => {
  it('is the same for other values and other spacing', () => {
    const shape = filterShape("age > 30 AND city = 'Oslo'");
    expect(filterShape("age>-1.5   AND city = 'L''Aquila'")).toBe(shape);
  });

  it('differs by columns, operators, kinds and numbers of values, and by constants', () => {
    const filters = [
      'a = 1',
      'b = 1',
      'a > 1',
      "a = '1'",
      'a IN (1)',
      'a IN (1, 2)',
      'a = 1 AND b = TRUE',
      'a = 1 AND b = FALSE',
      "a LIKE '1'",
    ];
    expect(new Set(filters.map(filterShape)).size).toBe(filters.length);
  });

  it('is nothing where there are no values or no filter', () => {
    for (const text of ['', 'a IS NULL', "a = 'open", 'a = 1;']) {
      expect(filterShape(text)).toBeUndefined();
    }
  });
});
