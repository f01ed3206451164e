import { describe, expect, it } from 'vitest';
import { createKnownVersion, SILENCE_MS_MAX } from '../../../src/store/postgres/known-version.ts';

describe('createKnownVersion', () => {
  it('tells watchers of a new version and not of the same one', () => {
    const known = createKnownVersion(1);
    let told = 0;
    const stop = known.add(() => {
      told += 1;
    });
    known.hear(1);
    known.hear(2);
    stop();
    known.hear(3);
    expect([told, known.now()]).toEqual([1, 3]);
  });

  it('is not turned back by a notification that comes late, but is by an answer', () => {
    const known = createKnownVersion(1);
    known.hear(7);
    known.hearNotified(6);
    expect(known.now()).toBe(7);
    known.hear(3);
    expect(known.now()).toBe(3);
  });

  it('counts what was heard, so that an older answer can be told', () => {
    const known = createKnownVersion(1);
    known.hear(1);
    known.hearNotified(2);
    expect(known.heard).toBe(2);
  });

  it('no longer vouches for the configuration after too long a silence', () => {
    let time = 0;
    const known = createKnownVersion(1, () => time);
    time = SILENCE_MS_MAX;
    expect(known.now()).toBe(1);
    time += 1;
    expect(() => known.now()).toThrow(
      expect.objectContaining({ code: 'config_store_unavailable' }),
    );
    known.hear(1);
    expect(known.now()).toBe(1);
  });
});
