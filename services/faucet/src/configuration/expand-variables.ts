import { Fault } from '@aquifer/service';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Replaces `${VAR}` and `${VAR:-default}` in every text of a configuration value; `$$` is a
 * dollar sign. A variable that is not set and has no default is an error: an empty
 * password is never what the file meant.
 */
export function expandVariables(value: unknown, env: Environment, path = ''): unknown {
  if (typeof value === 'string') return expandText(value, env, path);
  if (Array.isArray(value)) {
    return value.map((item, index) => expandVariables(item, env, `${path}[${index}]`));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      expandVariables(item, env, path === '' ? key : `${path}.${key}`),
    ]),
  );
}

function expandText(text: string, env: Environment, path: string): string {
  return text.replace(
    /\$\$|\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g,
    (whole: string, name: string | undefined, preset: string | undefined) => {
      if (name === undefined) return '$';
      const value = env[name] || preset;
      if (value !== undefined) return value;
      throw new Fault({
        code: 'invalid_config_file',
        status: 500,
        message: `${path}: the variable ${name} in ${whole} is not set`,
      });
    },
  );
}
