import type { Command } from 'commander';
import { version } from '../version.ts';
import type { CliContext } from './cli-context.ts';
import { renderJson } from './table.ts';

/** `faucet version` (contract §2), with our runtime in place of Go's. */
export function addVersionCommand(program: Command, context: CliContext): void {
  const { env, runtime } = context.terminal;
  program
    .command('version')
    .description('Print the version')
    .option('--json', 'print JSON')
    .action(({ json }: { json?: boolean }) => {
      const facts = {
        version,
        // Set by the image's build; a checkout does not know its commit.
        commit: env['BUILD_COMMIT'] ?? 'unknown',
        built: env['BUILD_DATE'] ?? 'unknown',
        runtime_version: `node ${runtime.version}`,
        os: runtime.platform,
        arch: runtime.arch,
      };
      if (json) return context.print(renderJson(facts));
      context.print(`faucet ${facts.version}`);
      context.print(`  commit:  ${facts.commit}`);
      context.print(`  built:   ${facts.built}`);
      context.print(`  runtime: ${facts.runtime_version}`);
      context.print(`  os/arch: ${facts.os}/${facts.arch}`);
    });
}
