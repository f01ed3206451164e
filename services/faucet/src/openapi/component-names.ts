/** Gives every table and routine of a document a base name of its own. */
export type ComponentNames = (service: string, name: string) => string;

/** What is made of a base name: component schemas and operation ids. */
const schemaSuffixes = ['', '_new', '_list'] as const;
const operationPrefixes = [
  'get_',
  'create_',
  'replace_',
  'update_',
  'delete_',
  'get_one_',
  'replace_one_',
  'update_one_',
  'delete_one_',
  'call_',
] as const;

/**
 * `service_table`, in the characters that component names take (OpenAPI 3.1, Components Object). A
 * name that would make the same schema or operation id as an earlier one (`a b` and `a_b`, `orders`
 * and `orders_list`) gets a number.
 */
export function createComponentNames(): ComponentNames {
  const taken = new Set<string>();
  return (service, name) => {
    const wanted = `${service}_${name}`.replace(/[^A-Za-z0-9._-]/g, '_');
    for (let count = 1; ; count += 1) {
      const candidate = count === 1 ? wanted : `${wanted}_${count}`;
      const made = [
        ...schemaSuffixes.map((suffix) => candidate + suffix),
        ...operationPrefixes.map((prefix) => prefix + candidate),
      ];
      if (made.some((one) => taken.has(one))) continue;
      for (const one of made) taken.add(one);
      return candidate;
    }
  };
}
