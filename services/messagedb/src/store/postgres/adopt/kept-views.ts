import type { PostgresTransaction } from '@aquifer/postgres';
import { quoted } from '../schema-name.ts';

/** A view that stands in the way of a change of its table. */
export interface KeptView {
  readonly name: string;
  readonly definition: string;
  readonly owner: string;
  readonly grants: readonly { readonly privilege: string; readonly grantee: string | null }[];
}

/** Drops the views on a table; returns what they were. */
export async function dropViews(
  transaction: PostgresTransaction,
  table: string,
): Promise<readonly KeptView[]> {
  const views = await transaction.rows<KeptView>(
    `SELECT
      view.oid::regclass::text AS name,
      pg_get_viewdef(view.oid) AS definition,
      pg_get_userbyid(view.relowner) AS owner,
      coalesce((
        SELECT json_agg(json_build_object(
          'privilege', privilege_type,
          'grantee', CASE WHEN grantee <> 0 THEN pg_get_userbyid(grantee) END
        ))
        FROM aclexplode(view.relacl) WHERE grantee <> view.relowner
      ), '[]') AS grants
    FROM pg_class view
    WHERE view.relkind = 'v' AND view.oid IN (
      SELECT rule.ev_class FROM pg_rewrite rule
      JOIN pg_depend depend ON depend.objid = rule.oid AND depend.classid = 'pg_rewrite'::regclass
      WHERE depend.refobjid = $1::regclass
    )
    ORDER BY view.oid`,
    [table],
  );
  if (views.length > 0) {
    await transaction.exec(`DROP VIEW ${views.map(({ name }) => name).join(', ')}`);
  }
  return views;
}

export async function restoreViews(
  transaction: PostgresTransaction,
  views: readonly KeptView[],
): Promise<void> {
  for (const { name, definition, owner, grants } of views) {
    await transaction.exec(`CREATE VIEW ${name} AS ${definition}`);
    await transaction.exec(`ALTER VIEW ${name} OWNER TO ${quoted(owner)}`);
    for (const { privilege, grantee } of grants) {
      const role = grantee === null ? 'PUBLIC' : quoted(grantee);
      await transaction.exec(`GRANT ${privilege} ON ${name} TO ${role}`);
    }
  }
}
