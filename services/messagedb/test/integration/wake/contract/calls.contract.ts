import { expect, it } from 'vitest';
import { changed, openInstance, written } from './wake-fixture.ts';
import type { WakeFixture } from './wake-fixture.ts';

export function callsContract(fixture: WakeFixture): void {
  it('tells every other instance, and not the one that calls', async () => {
    const [one, two, three] = [
      await openInstance(fixture),
      await openInstance(fixture),
      await openInstance(fixture),
    ];
    one.announce(written('tenant-a'));
    one.announce(changed('tenant-b'));
    for (const other of [two, three]) {
      await expect.poll(() => other.heard).toContainEqual(written('tenant-a'));
      await expect.poll(() => other.heard).toContainEqual(changed('tenant-b'));
    }
    two.announce(written('tenant-c'));
    await expect.poll(() => one.heard).toEqual([written('tenant-c')]);
  });

  it('does not call the instances of another database', async () => {
    const [one, two] = [await openInstance(fixture), await openInstance(fixture)];
    const stranger = await openInstance(fixture, 'another');
    one.announce(written('tenant-a'));
    await expect.poll(() => two.heard).toEqual([written('tenant-a')]);
    const neighbour = await openInstance(fixture, 'another');
    neighbour.announce(written('tenant-x'));
    await expect.poll(() => stranger.heard).toEqual([written('tenant-x')]);
  });

  it('gathers what comes in quick succession', async () => {
    const [one, two] = [await openInstance(fixture), await openInstance(fixture)];
    for (let at = 0; at < 3_000; at += 1) one.announce(written(`tenant-${at % 3}`));
    one.announce(changed('last'));
    await expect.poll(() => two.heard).toContainEqual(changed('last'));
    expect(new Set(two.heard.map(({ namespace }) => namespace)).size).toBe(4);
    expect(two.heard.length).toBeLessThan(100);
  });

  it('tells of more namespaces than go into one text', async () => {
    const [one, two] = [await openInstance(fixture), await openInstance(fixture)];
    const names = Array.from({ length: 500 }, (_, at) => `${at}-`.padEnd(128, 'x'));
    for (const name of names) one.announce(written(name));
    const heard = () => new Set(two.heard.map(({ namespace }) => namespace)).size;
    await expect.poll(heard, { timeout: 10_000 }).toBe(500);
  });

  it('tells what waits when it is closed', async () => {
    const [one, two] = [await openInstance(fixture), await openInstance(fixture)];
    for (let at = 0; at < 10; at += 1) one.announce(written(`tenant-${at}`));
    await one.close();
    one.announce(written('too-late'));
    await expect.poll(() => two.heard).toContainEqual(written('tenant-9'));
    const three = await openInstance(fixture);
    three.announce(changed('last'));
    await expect.poll(() => two.heard).toContainEqual(changed('last'));
    expect(two.heard).not.toContainEqual(written('too-late'));
  });

  it('says every two seconds that it is time to look, until it is closed', async () => {
    const one = await openInstance(fixture);
    await expect.poll(one.polls, { timeout: 20_000 }).toBeGreaterThan(1);
    await one.close();
    const polls = one.polls();
    await new Promise((resolve) => setTimeout(resolve, 2_200));
    expect(one.polls()).toBe(polls);
  });
}
