import { signToken } from '@aquifer/auth';
import { duration } from '@aquifer/service';
import type { Terminal } from '@aquifer/service';
import type { Given } from './command.ts';
import { loadConfiguration } from './load-configuration.ts';

const EXPIRES_IN = '1h';

/**
 * `estuary dev-token --sub x` (contract B10): a token that this configuration accepts, on standard
 * output; 0, or 2 where there is none to be had.
 */
export async function devToken(terminal: Terminal, { flags }: Given): Promise<number> {
  const configuration = loadConfiguration(terminal);
  if (configuration === undefined) return 2;
  const { profile, jwtSecret, authEnabled, authAudience, authIssuer } = configuration.settings;
  const { sub, scope, expiresIn = EXPIRES_IN } = flags;
  const lifetime = duration.safeParse(expiresIn);
  const refuse = (reason: string): number => {
    terminal.stderr.write(`${reason}\n`);
    return 2;
  };
  if (profile !== 'development')
    return refuse(`APP_PROFILE is ${profile}: tokens come from your identity provider`);
  if (jwtSecret === undefined) return refuse('JWT_SECRET is not set, and signs the token');
  if (!lifetime.success || lifetime.data < 1000) {
    return refuse('--expires-in must be a duration of a second or more, such as 15m, 1h or 7d');
  }
  if (!authEnabled) terminal.stderr.write('AUTH_ENABLED is false: no token is asked for\n');
  const [issuer] = authIssuer ?? [];
  const token = await signToken(
    { sub, ...(scope !== undefined && { scope }) },
    {
      secret: jwtSecret,
      lifetimeSeconds: lifetime.data / 1000,
      ...(issuer !== undefined && { issuer }),
      ...(authAudience !== undefined && { audience: authAudience }),
    },
  );
  terminal.stdout.write(`${token}\n`);
  return 0;
}
