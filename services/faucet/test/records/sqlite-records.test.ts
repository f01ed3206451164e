import { join } from 'node:path';
import { createLog } from '@aquifer/service';
import { temporaryDirectory } from '@aquifer/testing';
import { describe } from 'vitest';
import { openConnector } from '../../src/connectors/open-connector.ts';
import { ifMatchContract } from './if-match.contract.ts';
import { recordsContract } from './records.contract.ts';
import { service } from './shop.ts';

describe('records in SQLite', () => {
  const open = () =>
    openConnector(service(`${join(temporaryDirectory(), 'records.db')}?mode=rwc`), {
      log: createLog({ level: 'silent', format: 'json' }),
    });
  recordsContract(open);
  ifMatchContract(open);
});
