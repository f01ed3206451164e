import { describe, expect, it } from 'vitest';
import { actorOf, localCaller } from '../../src/access/caller.ts';
import { unrestricted } from '../../src/access/permission.ts';
import { permit, permitted, refuseReadOnly, seesService } from '../../src/access/permit.ts';
import type { RowFilterOperator } from '../../src/model/role.ts';
import type { Verb } from '../../src/model/verb.ts';
import { adminCaller, keyCaller, roleWith, ruleFor } from './callers.ts';

const all: readonly Verb[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

describe('permit', () => {
  it('gives administrators and the command line everything', () => {
    expect(permit(adminCaller, 'any', '_sql', 'DELETE')).toBe(unrestricted);
    expect(permit(localCaller, 'any', '_table/t', 'POST')).toBe(unrestricted);
  });

  it('refuses with the sentence and the facts of the contract', () => {
    const caller = keyCaller(roleWith([ruleFor('_table/*', ['GET'])]));
    expect(() => permit(caller, 'demo', '_table/customers', 'POST')).toThrow(
      expect.objectContaining({
        status: 403,
        code: 'role_refuses',
        message: 'Role "r" does not permit POST on demo/_table/customers',
        context: { component: '_table/customers', role: 'r', service: 'demo', verb: 'POST' },
      }),
    );
  });

  it('says that a role is inactive, whatever it opens', () => {
    const caller = keyCaller(roleWith([ruleFor('*', all)], false));
    expect(() => permit(caller, 'demo', '_table', 'GET')).toThrow('Role "r" is inactive');
  });

  it.each([
    ['no rule', []],
    ['no verb', [ruleFor('*', [])]],
    ['another service', [ruleFor('*', all, { serviceName: 'other' })]],
    ['another component', [ruleFor('_table/orders', all)]],
    ['unknown bits only', [ruleFor('*', [], { verbMask: 32 + 64 })]],
  ])('denies with %s', (_, access) => {
    expect(permitted(keyCaller(roleWith(access)), 'demo', '_table/t', 'GET')).toBeUndefined();
  });

  it('adds up rules, each for its own verbs', () => {
    const caller = keyCaller(
      roleWith([
        ruleFor('_table/t', ['GET'], { columns: ['a'] }),
        ruleFor('t', ['GET'], { columns: ['b'] }),
        ruleFor('_table/t', ['PATCH']),
      ]),
    );
    expect(permit(caller, 'demo', '_table/t', 'GET').columns).toEqual(new Set(['a', 'b']));
    expect(permit(caller, 'demo', '_table/t', 'PATCH').columns).toBeUndefined();
    expect(permitted(caller, 'demo', '_table/t', 'DELETE')).toBeUndefined();
  });

  it('gives the same object for the same question, until the role is another', () => {
    const role = roleWith([ruleFor('*', all)]);
    const first = permit(keyCaller(role), 'demo', '_table/t', 'GET');
    expect(permit(keyCaller(role), 'demo', '_table/t', 'GET')).toBe(first);
    expect(permit(keyCaller({ ...role }), 'demo', '_table/t', 'GET')).not.toBe(first);
  });

  it.each([
    ['row filters', { filters: [{ name: 'tenant', operator: '=' as const, value: 1 }] }],
    ['columns', { columns: ['a'] }],
  ])('opens nothing by a rule with %s that could not be held to them', (_, restriction) => {
    const caller = keyCaller(roleWith([ruleFor('*', all, restriction)]));
    const answers = (component: string): Verb[] =>
      all.filter((verb) => permitted(caller, 'demo', component, verb) !== undefined);
    expect(answers('_table')).toEqual(all);
    expect(answers('_table/t')).toEqual(all);
    expect(answers('_schema/t')).toEqual(['GET']);
    expect(answers('_doc')).toEqual(['GET']);
    expect(answers('_proc')).toEqual(['GET']);
    expect(answers('_proc/p')).toEqual(['GET']);
    expect(answers('_sql')).toEqual([]);
  });

  it('opens nothing by a rule with a filter nobody can apply', () => {
    const filters = [{ name: 'a', operator: 'sounds like' as RowFilterOperator, value: 'x' }];
    const caller = keyCaller(roleWith([ruleFor('*', all, { filters })]));
    expect(permitted(caller, 'demo', '_table/t', 'GET')).toBeUndefined();
  });

  it('still knows the right answer after more questions than it remembers', () => {
    const caller = keyCaller(roleWith([ruleFor('_table/t', ['GET'])]));
    for (let index = 0; index < 6_000; index += 1) {
      permitted(caller, 'demo', `_table/made-up-${index}`, 'GET');
    }
    expect(permitted(caller, 'demo', '_table/t', 'GET')).toBeDefined();
    expect(permitted(caller, 'demo', '_table/made-up-1', 'GET')).toBeUndefined();
  });
});

describe('seesService', () => {
  it('is for services that some rule with a verb speaks about', () => {
    const caller = keyCaller(
      roleWith([ruleFor('_table/t', ['GET']), ruleFor('*', [], { serviceName: 'closed' })]),
    );
    expect(seesService(caller, 'demo')).toBe(true);
    expect(seesService(caller, 'closed')).toBe(false);
    expect(seesService(caller, 'other')).toBe(false);
    expect(seesService(adminCaller, 'other')).toBe(true);
    expect(seesService(keyCaller(roleWith([ruleFor('*', all)], false)), 'demo')).toBe(false);
  });
});

describe('refuseReadOnly', () => {
  it('lets reads through and refuses the rest with service and verb', () => {
    const service = { name: 'two', readOnly: true };
    expect(() => refuseReadOnly(service, 'GET')).not.toThrow();
    expect(() => refuseReadOnly({ name: 'two', readOnly: false }, 'POST')).not.toThrow();
    expect(() => refuseReadOnly(service, 'POST')).toThrow(
      expect.objectContaining({
        status: 403,
        message: 'Service two is read-only; POST is not permitted',
        context: { service: 'two', verb: 'POST' },
      }),
    );
  });
});

describe('actorOf', () => {
  it('names callers as the audit log does', () => {
    expect(actorOf(adminCaller)).toBe('admin:ada@example.com');
    expect(actorOf(keyCaller(roleWith([])))).toBe('key:faucet_12345678');
    expect(actorOf(localCaller)).toBe('cli');
    expect(actorOf(undefined)).toBe('anonymous');
  });
});
