/**
 * Which services and components an access rule speaks about (contract §12).
 * Components: `_table`, `_table/{t}`, `_schema`, `_schema/{t}`, `_proc`,
 * `_proc/{p}`, `_doc`, `_sql`. Everything is case-sensitive.
 */

/** `*`, an exact name, or `prefix*`; a `*` elsewhere is literal. */
export function matchesService(pattern: string, service: string): boolean {
  return matchesStart(pattern, service);
}

/**
 * `*` or nothing: everything. A trailing `*`: everything that starts so. `_table/*`
 * also opens the listing `_table`, and `_schema/*` the listing `_schema`. A bare
 * word names what it finds under `_table/`, `_schema/` and `_proc/`. The rest is
 * exact. Slashes around the pattern do not count; those around `component` do,
 * since they may belong to the name of a table.
 */
export function matchesComponent(pattern: string, component: string): boolean {
  if (pattern === '') return true;
  const wanted = pattern.replace(/^\/+|\/+$/g, '');
  if (matchesStart(wanted, component)) return true;
  if (wanted === `${component}/*` && listings.has(component)) return true;
  return isBareWord(wanted) && collections.some((collection) => component === collection + wanted);
}

const listings: ReadonlySet<string> = new Set(['_table', '_schema']);

const collections = ['_table/', '_schema/', '_proc/'] as const;

const components: ReadonlySet<string> = new Set(['_table', '_schema', '_proc', '_doc', '_sql']);

/** A name such as `customers`; `_doc` is a component of its own and no name. */
function isBareWord(pattern: string): boolean {
  return pattern !== '' && !pattern.includes('/') && !components.has(pattern);
}

function matchesStart(pattern: string, text: string): boolean {
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : pattern === text;
}
