import { connectorContract } from '../connector.contract.ts';
import { memoryFixture, sqliteFixture } from './sqlite-fixture.ts';

connectorContract(sqliteFixture);
connectorContract(memoryFixture);
