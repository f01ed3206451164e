import { expect } from 'vitest';
import type { NewAccessRule } from '../../../src/model/role.ts';
import type { TableSchema } from '../../../src/model/schema.ts';

export const rule: NewAccessRule = {
  serviceName: 'demo',
  component: '_table/*',
  verbMask: 3,
  requestorMask: 1,
  filters: [{ name: 'tenant', operator: 'in', value: [1, 'two', true] }],
  filterOp: 'OR',
  columns: ['id', 'tenant'],
};

export const orders: TableSchema = {
  name: 'orders',
  type: 'table',
  columns: [],
  primary_key: ['id'],
  foreign_keys: [],
  indexes: [],
};

export const rejection = (code: string): unknown => expect.objectContaining({ code });
