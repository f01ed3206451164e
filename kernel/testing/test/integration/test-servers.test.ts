import { createConnection as connect } from 'node:net';
import { describeWith } from '@aquifer/testing';
import { createConnection } from 'mysql2/promise';
import pg from 'pg';
import { expect, it } from 'vitest';

await describeWith('postgres', 'testPostgres', (postgres) => {
  it('makes databases that do not see each other, and drops them', async () => {
    const [one, two] = [await postgres.createDatabase(), await postgres.createDatabase()];
    const client = new pg.Client({ connectionString: one.url });
    await client.connect();
    await client.query('create table only_in_one (a int)');
    await client.end();
    const other = new pg.Client({ connectionString: two.url });
    await other.connect();
    await expect(other.query('select * from only_in_one')).rejects.toThrow(/does not exist/);
    // Still connected: dropping must not wait for that.
    const lost = new Promise((resolve) => other.on('error', resolve));
    await two.drop();
    await lost;
    await one.drop();
    const gone = new pg.Client({ connectionString: one.url });
    await expect(gone.connect()).rejects.toThrow(/does not exist/);
  });
});

await describeWith('mariadb', 'testMariadb', (mariadb) => {
  it('makes databases that do not see each other, and drops them', async () => {
    const [one, two] = [await mariadb.createDatabase(), await mariadb.createDatabase()];
    const connection = await createConnection(one.url);
    await connection.query('create table only_in_one (a int)');
    const other = await createConnection(two.url);
    await expect(other.query('select * from only_in_one')).rejects.toThrow(/doesn't exist/);
    await connection.end();
    await other.end();
    await one.drop();
    await two.drop();
    await expect(createConnection(one.url)).rejects.toThrow(/Unknown database/);
  });
});

await describeWith('redis', 'testRedis', (redis) => {
  it('answers', async () => {
    const { hostname, port } = new URL(redis.url);
    const socket = connect(Number(port), hostname);
    socket.write('PING\r\n');
    const answer = await new Promise((resolve) => socket.once('data', resolve));
    socket.destroy();
    expect(String(answer)).toBe('+PONG\r\n');
  });
});

await describeWith('nats', 'testNats', (nats) => {
  it('answers', async () => {
    const { hostname, port } = new URL(nats.url);
    const socket = connect(Number(port), hostname);
    socket.write('PING\r\n');
    let answer = '';
    socket.on('data', (bytes) => (answer += String(bytes)));
    await expect.poll(() => answer).toMatch(/^INFO .*\r\nPONG\r\n$/s);
    socket.destroy();
  });
});
