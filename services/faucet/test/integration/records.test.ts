import { createLog } from '@aquifer/service';
import { describeWith } from '@aquifer/testing';
import { openConnector } from '../../src/connectors/open-connector.ts';
import { recordsContract } from '../records/records.contract.ts';
import { service } from '../records/shop.ts';

const log = createLog({ level: 'silent', format: 'json' });

await describeWith('postgres', 'records in PostgreSQL', (server) => {
  recordsContract(async () => {
    const { url } = await server.createDatabase();
    return openConnector(service(url, 'postgres'), { log });
  });
});
