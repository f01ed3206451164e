import type { Command } from 'commander';
import { createRole, grantRule, parseVerbs } from '../administration/roles.ts';
import type { AccessRule, NewAccessRule } from '../model/role.ts';
import { verbsOfMask } from '../model/verb.ts';
import { withDesk } from './cli-context.ts';
import type { CliContext } from './cli-context.ts';
import { renderJson, renderTable, yesNo } from './table.ts';

interface RuleOptions {
  readonly service: string;
  readonly component: string;
}

/** `faucet role …` (contract §2). */
export function addRoleCommands(program: Command, context: CliContext): void {
  const role = program.command('role').description('Manage roles');

  role
    .command('create')
    .description('Create a role with one rule')
    .requiredOption('--name <name>', 'name of the role')
    .option('--description <text>', 'what it is for', '')
    .option('--service <name>', 'service the rule is for', '*')
    .option('--component <pattern>', 'component the rule is for, such as _table/orders', '*')
    .option('--verbs <list>', 'GET,POST,PUT,PATCH,DELETE, or * for all')
    .action(
      async (options: RuleOptions & { name: string; description: string; verbs?: string }) => {
        const access = options.verbs === undefined ? [] : [ruleOf(options, options.verbs)];
        const created = await withDesk(context, (desk) => createRole(desk, { ...options, access }));
        context.print(`Created role "${created.name}" (id=${created.id})`);
        for (const rule of created.access) context.print(`  access: ${describeRule(rule)}`);
        if (access.length === 0) {
          context.terminal.stderr.write(
            `warning: role "${created.name}" has no rules and denies everything; add one: faucet role grant\n`,
          );
        }
      },
    );

  role
    .command('grant')
    .description('Add a rule to a role')
    .requiredOption('--role <name>', 'name of the role')
    .requiredOption('--verbs <list>', 'GET,POST,PUT,PATCH,DELETE, or * for all')
    .option('--service <name>', 'service the rule is for', '*')
    .option('--component <pattern>', 'component the rule is for', '*')
    .action(async (options: RuleOptions & { role: string; verbs: string }) => {
      const rule = ruleOf(options, options.verbs);
      const changed = await withDesk(context, (desk) => grantRule(desk, options.role, rule));
      context.print(`Role "${changed.name}" now permits:`);
      for (const granted of changed.access) context.print(`  access: ${describeRule(granted)}`);
    });

  role
    .command('list')
    .alias('ls')
    .description('List roles')
    .option('--json', 'print JSON')
    .action(async (options: { json?: boolean }) => {
      const roles = await withDesk(context, (desk) => desk.store.roles.list());
      if (options.json) {
        return context.print(
          renderJson(
            roles.map(({ name, description, isActive, access }) => ({
              name,
              description,
              active: isActive,
              access: access.map(renderRule),
            })),
          ),
        );
      }
      if (roles.length === 0) return context.print('No roles. Create one: faucet role create');
      context.print(
        renderTable(
          ['NAME', 'DESCRIPTION', 'ACTIVE', 'RULES'],
          roles.map(({ name, description, isActive, access }) => [
            name,
            description,
            yesNo(isActive),
            access.map(describeRule).join('; '),
          ]),
        ),
      );
    });
}

function ruleOf(options: RuleOptions, verbs: string): NewAccessRule {
  return {
    serviceName: options.service,
    component: options.component,
    verbMask: parseVerbs(verbs),
    requestorMask: 1,
    filters: [],
    filterOp: 'AND',
    columns: [],
  };
}

const describeRule = (rule: AccessRule): string =>
  `${verbsOfMask(rule.verbMask).join(',') || 'nothing'} on ${rule.serviceName}/${rule.component}`;

function renderRule(rule: AccessRule): object {
  return {
    id: rule.id,
    service_name: rule.serviceName,
    component: rule.component,
    verb_mask: rule.verbMask,
    filters: rule.filters,
    filter_op: rule.filterOp,
    columns: rule.columns,
  };
}
