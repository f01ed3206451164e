import { describeWith } from '@aquifer/testing';
import { connectorContract } from '../connector.contract.ts';
import { mysqlFixture } from './fixture.ts';

await describeWith('mariadb', 'the connector for MySQL', (server) => {
  connectorContract(mysqlFixture(server, { returnsInserted: true }));
  connectorContract(mysqlFixture(server, { returnsInserted: false }));
});
