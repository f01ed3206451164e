import { describe, expect, it } from 'vitest';
import { openConnectionPool } from '../../../src/connectors/snowflake/connection-pool.ts';
import { serviceOf } from '../golden/services.ts';

const limits = { ...serviceOf('snowflake', '').pool, maxOpenConnections: 2 };

/** Connections that count themselves. */
const maker = () => {
  const made = { total: 0, open: 0 };
  const connect = () => {
    made.total += 1;
    made.open += 1;
    let up = true;
    return Promise.resolve({
      number: made.total,
      isUp: () => up,
      breakDown: () => {
        up = false;
      },
      destroy: () => {
        made.open -= 1;
        return Promise.resolve();
      },
    });
  };
  return { made, connect };
};

describe('The connections to Snowflake', () => {
  it('are used again, and never more than there may be', async () => {
    const { made, connect } = maker();
    const pool = openConnectionPool(connect, limits);
    let busy = 0;
    let busiest = 0;
    const work = async (): Promise<void> => {
      busiest = Math.max(busiest, (busy += 1));
      await new Promise((resolve) => setImmediate(resolve));
      busy -= 1;
    };
    await Promise.all(Array.from({ length: 20 }, () => pool.use(work)));
    expect(busiest).toBe(2);
    expect(made.total).toBe(2);
    await pool.close();
    expect(made.open).toBe(0);
  });

  it('that broke or are too old are replaced', async () => {
    const { made, connect } = maker();
    let time = 0;
    const pool = openConnectionPool(connect, limits, () => time);
    await pool.use((one) => Promise.resolve(one.breakDown()));
    expect(await pool.use(({ number }) => Promise.resolve(number))).toBe(2);
    time = limits.connectionMaxIdleTimeMs + 1;
    expect(await pool.use(({ number }) => Promise.resolve(number))).toBe(3);
    await pool.close();
    expect(made.open).toBe(0);
  });

  it('that cannot be made fail their caller, once, and let the next one try', async () => {
    const { connect } = maker();
    let attempts = 0;
    const flaky = () => {
      attempts += 1;
      return attempts === 1 ? Promise.reject(new Error('login refused')) : connect();
    };
    const pool = openConnectionPool(flaky, limits);
    const work = () => Promise.resolve('done');
    await expect(pool.use(work)).rejects.toThrow('login refused');
    expect(await pool.use(work)).toBe('done');
    expect(attempts).toBe(2);
    await pool.close();
    await expect(pool.use(work)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('are closed only when those in use have come back', async () => {
    const { made, connect } = maker();
    const pool = openConnectionPool(connect, limits);
    let finish = (): void => undefined;
    const using = pool.use(
      () =>
        new Promise<void>((resolve) => {
          finish = resolve;
        }),
    );
    await new Promise((resolve) => setImmediate(resolve));
    const closing = pool.close();
    expect(made.open).toBe(1);
    finish();
    await Promise.all([using, closing]);
    expect(made.open).toBe(0);
  });
});
