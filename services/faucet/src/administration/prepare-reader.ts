import { hashApiKey } from '@aquifer/auth';
import { verbBits } from '../model/verb.ts';
import type { Desk } from './desk.ts';
import { createRole } from './roles.ts';

/** What a reader is and how it signs in. */
export interface ReaderOptions {
  /** The service it may read. */
  readonly service: string;
  /** The raw key, chosen by the caller, who keeps it. */
  readonly key: string;
}

const PREFIX_LENGTH = 15;

/**
 * A key that may read one service, made once: for the sample database, whose key
 * the host prints at every start. A key that was revoked stays revoked.
 */
export async function prepareReader(desk: Desk, { service, key }: ReaderOptions): Promise<void> {
  const keyHash = hashApiKey(key);
  const known = (await desk.store.keys.list()).some((one) => one.keyHash === keyHash);
  if (known) return;
  const name = `${service}-reader`;
  const role =
    (await desk.store.roles.findByName(name)) ??
    (await createRole(desk, {
      name,
      description: `Reads the service ${service}`,
      access: [
        {
          serviceName: service,
          component: '*',
          verbMask: verbBits.GET,
          requestorMask: 1,
          filters: [],
          filterOp: 'AND',
          columns: [],
        },
      ],
    }));
  const keyPrefix = key.slice(0, PREFIX_LENGTH);
  await desk.store.keys.create({ keyHash, keyPrefix, label: `sample reader`, roleId: role.id });
  desk.record({ action: 'key.created', target: `key/${keyPrefix}`, detail: { role: name } });
}
