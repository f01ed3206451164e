import type { DatabaseType } from '../settings/choices.ts';

/** How what SQLite has a command for is done with other databases. */
export const elsewhere: Readonly<
  Record<'backup' | 'restore', Readonly<Record<Exclude<DatabaseType, 'sqlite'>, string>>>
> = {
  backup: {
    memory:
      'DATABASE_TYPE is memory: there is nothing to back up, it is lost when the server stops',
    postgres:
      'PostgreSQL is backed up by its own tool: pg_dump --format=custom --schema=estuary --file=FILE "$DATABASE_URL". For any other database: estuary export',
    convex:
      'Convex is backed up by its own tool: npx convex export --prod --path FILE. For any other database: estuary export',
  },
  restore: {
    memory: 'DATABASE_TYPE is memory: there is no database that could be restored',
    postgres:
      'PostgreSQL is restored by its own tool: pg_restore --clean --if-exists --dbname="$DATABASE_URL" FILE. What estuary export wrote: estuary import',
    convex:
      'Convex is restored by its own tool: npx convex import --prod --replace-all FILE. What estuary export wrote: estuary import',
  },
};
