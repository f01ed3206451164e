import { X509Certificate } from 'node:crypto';
import { describeWith, temporaryDirectory } from '@aquifer/testing';
import { expect, it } from 'vitest';
import { proxiedHost } from './faucet/proxied.contract.ts';
import { makeCertificate } from './support/certificate.ts';

await describeWith('openssl', 'the certificate of the proxies under test', (openssl) => {
  it('is of the host of the guide', () => {
    const { ca } = makeCertificate(temporaryDirectory(), proxiedHost, openssl);
    expect(new X509Certificate(ca).checkHost(proxiedHost)).toBe(proxiedHost);
  });
});
