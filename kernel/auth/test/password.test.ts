import { hash } from '@node-rs/argon2';
import { describe, expect, it } from 'vitest';
import { hashPassword, needsRehash, verifyAgainstNobody, verifyPassword } from '../src/index.ts';

describe('passwords', () => {
  it('are hashed with argon2id, the parameters of OWASP and a salt of their own', async () => {
    const [first, second] = await Promise.all([hashPassword('secret'), hashPassword('secret')]);
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(second).not.toBe(first);
  });

  it('are recognised, and others are not', async () => {
    const stored = await hashPassword('correct horse');
    await expect(verifyPassword('correct horse', stored)).resolves.toBe(true);
    await expect(verifyPassword('correct horsE', stored)).resolves.toBe(false);
    await expect(verifyPassword('', stored)).resolves.toBe(false);
  });

  it('are the same however their accents are composed', async () => {
    const stored = await hashPassword('caf\u00e9');
    await expect(verifyPassword('cafe\u0301', stored)).resolves.toBe(true);
  });

  it('can hold any character', async () => {
    const password = 'a\u0000b 😀'.repeat(100);
    const stored = await hashPassword(password);
    await expect(verifyPassword(password, stored)).resolves.toBe(true);
    await expect(verifyPassword('a', stored)).resolves.toBe(false);
  });

  it.each(['', 'plain', '$argon2id$v=19$m=19456,t=2,p=1$', '$2b$10$abcdefghijklmnopqrstuv'])(
    'make a damaged hash %j an error, not a no',
    async (stored) => {
      await expect(verifyPassword('x', stored)).rejects.toThrow('cannot be read');
    },
  );

  it('are due for a new hash when the old one is weaker', async () => {
    expect(needsRehash(await hashPassword('x'))).toBe(false);
    expect(needsRehash(await hash('x', { memoryCost: 4096, timeCost: 1 }))).toBe(true);
    expect(needsRehash(await hash('x', { algorithm: 1 }))).toBe(true);
  });

  it('of nobody are never right', async () => {
    await expect(verifyAgainstNobody('nobody')).resolves.toBe(false);
  });
});
