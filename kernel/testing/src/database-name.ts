import { randomBytes } from 'node:crypto';

/** A name for a test's own database that nobody else uses. */
export function databaseName(): string {
  return `test_${randomBytes(8).toString('hex')}`;
}

/** The same server with another database. */
export function withDatabase(url: string, name: string): string {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
}
