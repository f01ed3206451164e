import { coordinatorVariable, type ServerAnswer, type ServerName } from './coordinator.ts';

/** Variables by which a person points the tests at servers of their own. */
const overrides: Readonly<Record<ServerName, string>> = {
  postgres: 'AQUIFER_TEST_PG_URL',
  mariadb: 'AQUIFER_TEST_MYSQL_URL',
  redis: 'AQUIFER_TEST_REDIS_URL',
  nats: 'AQUIFER_TEST_NATS_URL',
};

/** Where a server is, or why there is none: from its variable, else from the run's coordinator. */
export async function findServer(name: ServerName): Promise<ServerAnswer> {
  const override = process.env[overrides[name]];
  if (override !== undefined && override !== '') return { url: override };
  const coordinator = process.env[coordinatorVariable];
  if (coordinator === undefined) {
    return { reason: `not inside a test run, and ${overrides[name]} is not set` };
  }
  const response = await fetch(`${coordinator}/${name}`);
  return (await response.json()) as ServerAnswer;
}

/** The same where a test cannot do without. Throws with the reason. */
export async function requireServer(name: ServerName): Promise<string> {
  const answer = await findServer(name);
  if ('url' in answer) return answer.url;
  throw new Error(`${name} is needed: ${answer.reason}`);
}
