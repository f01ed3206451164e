import { describe, expect, it } from 'vitest';
import { catalogue } from '../../src/faults.ts';
import { LIST_PARAMETERS } from '../../src/http/list-query.ts';
import { routes } from '../../src/http/routes.ts';
import { openApiDocument } from '../../src/openapi/document.ts';
import { operations } from '../../src/openapi/operations.ts';
import { undocumented } from '../../src/openapi/operations/documentation-operations.ts';
import { parameters } from '../../src/openapi/parameters.ts';
import { openSettings } from '../support/document-settings.ts';

/** Parameters of an operation that are somewhere, by their names on the wire. */
function namesOf(operation: string, place: string): readonly string[] {
  const own = (operations[operation]?.parameters ?? []).map((name) => parameters[name]);
  return own.filter((one) => one.in === place).map(({ name }) => name);
}

const routed = routes.map(({ operation }) => operation);

describe('the table of operations', () => {
  it('has an entry for every route, and no other', () => {
    const all = [...Object.keys(operations), ...undocumented];
    expect(all.toSorted()).toEqual(routed.toSorted());
    expect(new Set(routed).size).toBe(routed.length);
  });

  it('is missed at start where it says nothing of a route', () => {
    const route = { method: 'GET', path: '/new', operation: 'getNew', summary: 'New' };
    expect(() => openApiDocument([route], openSettings)).toThrow('getNew');
  });

  it('knows the parameters of paths and of lists, all of them and no other', () => {
    for (const { path, operation } of routes) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(namesOf(operation, 'path'), operation).toEqual(inPath);
    }
    expect(namesOf('listItems', 'query').toSorted()).toEqual([...LIST_PARAMETERS].toSorted());
  });

  it('leaves out no fault that a client can meet', () => {
    const mentioned = new Set(Object.values(operations).flatMap(({ faults }) => faults));
    /** What comes with a path or the connection, or belongs to no operation. */
    const others =
      /^(not_found|method_not_allowed|version_.*|auth_.*|token_.*|scope_missing|subject_missing|metrics_refused|rate_limited|request_timeout|headers_too_large|internal|command_failed|store_(unreadable|unreachable|newer|in_use))$/;
    const missing = Object.keys(catalogue).filter(
      (code) => !others.test(code) && !mentioned.has(code as keyof typeof catalogue),
    );
    expect(missing).toEqual([]);
  });
});
