import { createLog } from '@aquifer/service';
import { describeWith } from '@aquifer/testing';
import { openMysqlConnector } from '../../src/connectors/mysql/open-mysql-connector.ts';
import { openPostgresConnector } from '../../src/connectors/postgres/open-postgres-connector.ts';
import { ifMatchContract } from '../records/if-match.contract.ts';
import { recordsContract } from '../records/records.contract.ts';
import { service } from '../records/shop.ts';

const log = createLog({ level: 'silent', format: 'json' });

await describeWith('postgres', 'records in PostgreSQL', (server) => {
  const open = async () => {
    const { url } = await server.createDatabase();
    return openPostgresConnector(service(url, 'postgres'), { log });
  };
  recordsContract(open);
  ifMatchContract(open);
});

await describeWith('mariadb', 'records in MariaDB', (server) => {
  const open = async () => {
    const { url } = await server.createDatabase();
    return openMysqlConnector(service(url, 'mysql'), { log });
  };
  recordsContract(open);
  ifMatchContract(open);
});
