import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addSettingFlags, readSettingFlags, readSettings } from '../../src/index.ts';
import { sampleSettings } from './sample-settings.ts';

function parse(...args: string[]): Record<string, unknown> {
  const command = addSettingFlags(new Command('demo').exitOverride(), sampleSettings);
  command.parse(args, { from: 'user' });
  return readSettingFlags(command, sampleSettings);
}

describe('setting flags', () => {
  it('reads back only what was typed', () => {
    expect(parse()).toEqual({});
    expect(parse('-p', '9', '--host', '::1')).toEqual({ port: '9', host: '::1' });
  });

  it('reads --no-x as false, and its absence as nothing', () => {
    expect(parse('--no-ui')).toEqual({ ui: false });
    const settings = readSettings(sampleSettings, { flags: parse(), env: { DEMO_UI: 'off' } });
    expect(settings.ui).toBe(false);
  });

  it('collects a repeated list flag', () => {
    const flags = parse('--origin', 'a', '--origin', 'b,c');
    expect(readSettings(sampleSettings, { flags }).origins).toEqual(['a', 'b', 'c']);
  });

  it('finds flags that a parent command took', () => {
    const parent = addSettingFlags(new Command('demo').exitOverride(), sampleSettings);
    let flags: Record<string, unknown> = {};
    parent.command('serve').action((_, command: Command) => {
      flags = readSettingFlags(command, sampleSettings);
    });
    parent.parse(['--port', '9', 'serve'], { from: 'user' });
    expect(flags).toEqual({ port: '9' });
  });

  it('tells value, variable and default in the help', () => {
    const command = addSettingFlags(new Command('demo'), sampleSettings);
    const help = command.helpInformation().replaceAll(/\s+/g, ' ');
    expect(help).toContain(
      '-p, --port <port> Port to listen on. (env: DEMO_SERVER_PORT, default: 8080)',
    );
    expect(help).toContain('--no-ui Serve the console. (env: DEMO_UI, default: true)');
  });
});
