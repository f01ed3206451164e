import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesComponent, matchesService } from '../../src/access/component-pattern.ts';

describe('matchesService', () => {
  it.each([
    ['*', 'demo', true],
    ['demo', 'demo', true],
    ['demo', 'Demo', false],
    ['demo', 'demo2', false],
    ['dem*', 'demo', true],
    ['demo*', 'demo', true],
    ['demo*', 'dem', false],
    ['d*o', 'demo', false],
    ['d*o', 'd*o', true],
    ['?emo', 'demo', false],
    ['', 'demo', false],
  ])('pattern %j on service %j: %j', (pattern, service, expected) => {
    expect(matchesService(pattern, service)).toBe(expected);
  });
});

describe('matchesComponent', () => {
  it.each([
    // Everything.
    ['*', '_table/customers', true],
    ['*', '_sql', true],
    ['', '_proc/p', true],
    // Exact, with slashes around the pattern ignored and case kept.
    ['_table/customers', '_table/customers', true],
    ['/_table/customers/', '_table/customers', true],
    ['_table/customers', '_table/Customers', false],
    ['_table/customers', '_table/customers2', false],
    ['_table/customers', '_schema/customers', false],
    ['_doc', '_doc', true],
    ['_sql', '_sql', true],
    // A trailing star is a prefix.
    ['_table/cust*', '_table/customers', true],
    ['_table/cust*', '_table/orders', false],
    ['_table/cust*', '_table', false],
    ['_t*', '_table/orders', true],
    ['_table*', '_table', true],
    // The listing belongs to the star, for tables and schemas.
    ['_table/*', '_table', true],
    ['_table/*', '_table/orders', true],
    ['_table/*', '_schema/orders', false],
    ['_table/*', '_sql', false],
    ['_schema/*', '_schema', true],
    ['_proc/*', '_proc/p', true],
    ['_proc/*', '_proc', false],
    // The bare collection is the listing only.
    ['_table', '_table', true],
    ['_table', '_table/orders', false],
    ['_proc', '_proc', true],
    // A bare word names tables, schemas and routines.
    ['customers', '_table/customers', true],
    ['customers', '_schema/customers', true],
    ['customers', '_proc/customers', true],
    ['customers', '_table', false],
    ['customers', '_table/customers2', false],
    ['customers', 'customers', true],
    ['cust*', '_table/customers', false],
    // A component is not the name of a table.
    ['_doc', '_table/_doc', false],
    ['_sql', '_table/_sql', false],
    // Stars and question marks elsewhere are letters.
    ['_table/*s', '_table/customers', false],
    ['_table/c?stomers', '_table/customers', false],
    ['*/customers', '_table/customers', false],
    // Slashes of the request are part of a name; a pattern of slashes alone is nothing.
    ['_table/customers', '_table/customers/', false],
    ['/', '_table', false],
    ['//', '_table/customers', false],
  ])('pattern %j on component %j: %j', (pattern, component, expected) => {
    expect(matchesComponent(pattern, component)).toBe(expected);
  });

  const name = fc.string({ minLength: 1 }).filter((text) => !text.includes('*'));

  it('opens exactly the table it names', () => {
    fc.assert(
      fc.property(name, name, (granted, asked) => {
        fc.pre(!granted.endsWith('/'));
        expect(matchesComponent(`_table/${granted}`, `_table/${asked}`)).toBe(granted === asked);
      }),
    );
  });

  it('never opens raw SQL, routines or the schema by a pattern for tables', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom('_sql', '_doc', '_proc/x', '_schema/x'),
        (text, other) => {
          expect(matchesComponent(`_table/${text}`, other)).toBe(false);
        },
      ),
    );
  });

  it('takes a prefix literally', () => {
    fc.assert(
      fc.property(name, fc.string(), (prefix, rest) => {
        expect(matchesComponent(`_table/${prefix}*`, `_table/${prefix}${rest}`)).toBe(true);
      }),
    );
  });
});
