/** Something real that tests may need and that does not come with npm. */
export interface Component {
  /** Debian's package. */
  readonly package: string;
  /** The program by which its presence is known. */
  readonly program: string;
}

export type ComponentName =
  | 'mariadb'
  | 'redis'
  | 'nats'
  | 'pgbouncer'
  | 'nginx'
  | 'caddy'
  | 'chromium'
  | 'wget'
  | 'openssl'
  | 'systemd-analyze'
  | 'promtool'
  | 'shellcheck';

/** Components by the name that tests use. */
export const components: Readonly<Record<ComponentName, Component>> = {
  mariadb: { package: 'mariadb-server', program: 'mariadbd' },
  redis: { package: 'redis-server', program: 'redis-server' },
  nats: { package: 'nats-server', program: 'nats-server' },
  pgbouncer: { package: 'pgbouncer', program: 'pgbouncer' },
  nginx: { package: 'nginx-light', program: 'nginx' },
  caddy: { package: 'caddy', program: 'caddy' },
  chromium: { package: 'chromium', program: 'chromium' },
  wget: { package: 'wget', program: 'wget' },
  openssl: { package: 'openssl', program: 'openssl' },
  'systemd-analyze': { package: 'systemd', program: 'systemd-analyze' },
  promtool: { package: 'prometheus', program: 'promtool' },
  shellcheck: { package: 'shellcheck', program: 'shellcheck' },
};
