import { expect, it } from 'vitest';
import { openInstance, written } from './wake-fixture.ts';
import type { WakeFixture } from './wake-fixture.ts';

/** The servers of a busy machine may take their time. */
const patience = { timeout: 20_000 };

export function gapsContract(fixture: WakeFixture): void {
  it('comes back when the connection was lost, and says that calls may be missing', async () => {
    const [one, two] = [await openInstance(fixture), await openInstance(fixture)];
    const gaps = two.gaps();
    fixture.line().cut();
    fixture.line().mend();
    await expect.poll(two.gaps, patience).toBeGreaterThan(gaps);
    one.announce(written('tenant-a'));
    await expect.poll(() => two.heard, patience).toContainEqual(written('tenant-a'));
  });

  it('tells later what nobody could be told, each change once', async () => {
    const [one, two] = [await openInstance(fixture), await openInstance(fixture)];
    const gaps = [one.gaps(), two.gaps()];
    fixture.line().cut();
    for (let at = 0; at < 300; at += 1) {
      one.announce(written(`tenant-${at % 3}`));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    fixture.line().mend();
    await expect.poll(two.gaps, patience).toBeGreaterThan(gaps[1] ?? 0);
    await expect.poll(one.gaps, patience).toBeGreaterThan(gaps[0] ?? 0);
    one.announce(written('last'));
    await expect.poll(() => two.heard, patience).toContainEqual(written('last'));
    expect(two.heard.length).toBeLessThan(20);
  });

  it('opens while the server is away, and stands as soon as it is there', async () => {
    fixture.line().cut();
    const one = await openInstance(fixture);
    expect(one.gaps()).toBe(0);
    one.announce(written('tenant-a'));
    fixture.line().mend();
    await expect.poll(one.gaps, patience).toBeGreaterThan(0);
    const two = await openInstance(fixture);
    one.announce(written('tenant-b'));
    await expect.poll(() => two.heard, patience).toContainEqual(written('tenant-b'));
  });

  it('closes while the server is away, with something left to tell', async () => {
    const one = await openInstance(fixture);
    const away = await openInstance(fixture).finally(() => fixture.line().cut());
    one.announce(written('tenant-a'));
    await one.close();
    await away.close();
    await one.close();
    fixture.line().mend();
  });
}
