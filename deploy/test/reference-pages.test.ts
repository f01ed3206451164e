import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderReferencePages } from '../reference/reference-pages.ts';
import { repositoryRoot } from './support/deploy-file.ts';

describe.each(renderReferencePages())('$path', ({ path, text }) => {
  it('is what `npm run reference` makes of the code', () => {
    expect(readFileSync(resolve(repositoryRoot, path), 'utf8')).toBe(text);
  });

  it('holds something of the tables', () => {
    expect(text).toMatch(
      /FAUCET_SERVER_PORT|\/api\/v1\/setup|MESSAGEDB_PORT|stream\.write|APP_PROFILE|\/api\/v1\/items|decideTransactions/,
    );
  });
});
