import type { PoolLimits } from '../../model/database-service.ts';
import { isMysqlError } from './mysql-error.ts';
import { openMysql } from './mysql.ts';
import type { MysqlAddress, MysqlTls } from './parse-dsn.ts';
import type { Flavour } from './values.ts';

/** What decides how we speak to a server. */
export interface MysqlServer {
  readonly flavour: Flavour;
  /** INSERT ... RETURNING, which MariaDB has since 10.5 and MySQL has not. */
  readonly returnsInserted: boolean;
}

/** Asks the server who it is, and whether it takes TLS where the DSN leaves that open. */
export const connectServer = async (
  address: MysqlAddress,
  limits: PoolLimits,
): Promise<{ readonly tls: MysqlTls; readonly server: MysqlServer }> => {
  const ask = async (tls: MysqlTls): Promise<{ tls: MysqlTls; server: MysqlServer }> => {
    const mysql = openMysql({ ...address, tls }, { ...limits, maxOpenConnections: 1 });
    try {
      const { rows } = await mysql.run(
        { sql: 'SELECT VERSION()', params: [] },
        { timeoutMs: 10_000 },
      );
      return { tls, server: serverOf(String(rows[0]?.[0])) };
    } finally {
      await mysql.close();
    }
  };
  if (address.tls !== 'preferred') return ask(address.tls);
  try {
    return await ask('unverified');
  } catch (error) {
    const isWithoutTls = isMysqlError(error) && error.code === 'HANDSHAKE_NO_SSL_SUPPORT';
    if (isWithoutTls) return ask('off');
    throw error;
  }
};

/** `10.11.6-MariaDB-0+deb12u1`, `8.4.3`. */
export const serverOf = (version: string): MysqlServer => {
  if (!/mariadb/i.test(version)) return { flavour: 'mysql', returnsInserted: false };
  // Old replicas put 5.5.5- before their version.
  const [, major = '0', minor = '0'] = /^(?:5\.5\.5-)?(\d+)\.(\d+)/.exec(version) ?? [];
  const isRecent = Number(major) > 10 || (Number(major) === 10 && Number(minor) >= 5);
  return { flavour: 'mariadb', returnsInserted: isRecent };
};
