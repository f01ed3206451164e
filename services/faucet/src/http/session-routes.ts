import { z } from 'zod';
import { parseInput, requiredText } from '../administration/desk.ts';
import { done } from './route.ts';
import type { Route } from './route.ts';

const credentials = z.object({
  email: requiredText('Email'),
  password: z.string({ error: 'Password is required' }).min(1, 'Password is required'),
});

/** Signing in and out (contract §7.2). */
export const sessionRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/api/v1/system/admin/session',
    access: 'public',
    summary: 'Sign in',
    async handle(call) {
      const { email, password } = parseInput(credentials, call.json());
      const { admin, session } = await call.faucet.sessions.login({
        email,
        password,
        address: call.request.ip,
        requestId: call.request.id,
      });
      return {
        session_token: session.token,
        token_type: 'bearer',
        expires_in: session.expiresInSeconds,
        admin_id: admin.id,
        email: admin.email,
        name: admin.name,
      };
    },
  },
  {
    method: 'DELETE',
    path: '/api/v1/system/admin/session',
    access: 'public',
    summary: 'Sign out',
    async handle({ faucet, request }) {
      await faucet.sessions.logout(request.headers.authorization);
      return done('Session invalidated');
    },
  },
];
