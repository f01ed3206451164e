import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeOldNode } from '../../setup/refuse-old-node.mjs';

describe('the oldest Node', () => {
  it.each(['20.19.0', '20.20.2', '22.0.0', '100.1.0'])('accepts %s', (version) => {
    expect(describeOldNode(version)).toBeUndefined();
  });

  it.each(['20.18.9', '18.20.4', '9.0.0'])('refuses %s and names both versions', (version) => {
    expect(describeOldNode(version)).toContain(
      `needs Node 20.19 or newer; this is Node ${version}.`,
    );
  });

  it('is the one that package.json declares', () => {
    const root: unknown = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(root).toMatchObject({ engines: { node: '>=20.19' } });
  });
});
