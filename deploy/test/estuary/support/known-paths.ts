import { routes } from '@aquifer/estuary';

/** Served without a line in the table of routes: paths without a version lead to the versioned ones. */
const unversioned = ['/api/items', '/api/items/{id}'];

/** Every path Estuary answers, as OpenAPI writes it. */
export const knownPaths: ReadonlySet<string> = new Set([
  ...routes.map(({ path }) => path),
  ...unversioned,
]);

/** Whether a path, with whatever in the place of parameters, leads to something. */
export const leadsSomewhere = (path: string): boolean => {
  const bare = path.replace(/\?.*$/, '');
  return (
    knownPaths.has(bare) ||
    [...knownPaths].some((known) =>
      new RegExp(`^${known.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(bare),
    )
  );
};
