import { createFirstAdmin, parseNewAdmin } from '../administration/admins.ts';
import { fault } from '../faults.ts';
import { created } from './route.ts';
import type { Route } from './route.ts';

/** First-run setup, open until there is an administrator (contract §7.1). */
export const setupRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v1/setup',
    access: 'public',
    summary: 'Whether an administrator must be created',
    async handle({ faucet }) {
      const admins = await faucet.store.admins.list();
      return { needs_setup: admins.length === 0, setup_complete: admins.length > 0 };
    },
  },
  {
    method: 'POST',
    path: '/api/v1/setup',
    access: 'public',
    summary: 'Create the first administrator and sign in',
    async handle(call) {
      const { faucet } = call;
      // Asked before the body is read: once set up, nothing about passwords is answered here.
      if ((await faucet.store.admins.list()).length > 0) throw fault('setup_done');
      const admin = await createFirstAdmin(call.desk(), parseNewAdmin(call.json()));
      if (admin === undefined) throw fault('setup_done');
      const session = await faucet.sessions.issue(admin);
      return created(call, {
        admin: { id: admin.id, email: admin.email, name: admin.name },
        session_token: session.token,
        token_type: 'bearer',
        expires_in: session.expiresInSeconds,
      });
    },
  },
];
