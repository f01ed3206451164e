import { describeWith, freePort, temporaryDirectory } from '@aquifer/testing';
import { describe, expect, it } from 'vitest';
import { makeCertificate } from '../support/certificate.ts';
import { withReplaced } from '../support/deploy-file.ts';
import { startNginx } from '../support/start-nginx.ts';
import { faucetBehindProxy, proxiedHost } from './proxied.contract.ts';
import { deployText } from './support/deploy-file.ts';

const text = deployText('nginx.conf');

describe('nginx.conf', () => {
  it('caps bodies, streams, and keeps connections to Faucet, as the guide says', () => {
    for (const directive of [
      'client_max_body_size 10m;',
      'proxy_buffering off;',
      'proxy_http_version 1.1;',
      'proxy_set_header Connection "";',
      'keepalive 32;',
    ]) {
      expect(text).toContain(directive);
    }
  });
});

await describeWith('nginx', 'Faucet behind nginx', (nginx) => {
  faucetBehindProxy(async (faucetPort) => {
    const folder = temporaryDirectory();
    const { certificatePath, keyPath, ca } = makeCertificate(folder, proxiedHost);
    const [httpsPort, httpPort] = [await freePort(), await freePort()];
    const site = withReplaced(text, [
      ['127.0.0.1:8080', `127.0.0.1:${faucetPort}`],
      ['listen 443 ssl', `listen 127.0.0.1:${httpsPort} ssl`],
      ['listen 80;', `listen 127.0.0.1:${httpPort};`],
      ['/etc/ssl/certs/api.example.com.crt', certificatePath],
      ['/etc/ssl/private/api.example.com.key', keyPath],
    ]);
    const proxy = await startNginx(nginx, site, { folder, port: httpsPort });
    return { proxy, httpsPort, httpPort, ca };
  });
});
