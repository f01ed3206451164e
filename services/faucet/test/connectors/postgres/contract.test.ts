import { describeWith } from '@aquifer/testing';
import { connectorContract } from '../connector.contract.ts';
import { postgresFixture } from './fixture.ts';

await describeWith('postgres', 'the connector for PostgreSQL', (server) =>
  connectorContract(postgresFixture(server)),
);
