import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWith, freePort, temporaryDirectory } from '@aquifer/testing';
import { describe, expect, it } from 'vitest';
import { makeCertificate } from '../support/certificate.ts';
import { withReplaced } from '../support/deploy-file.ts';
import { startNginx } from '../support/start-nginx.ts';
import { messageDbBehindProxy, proxiedHost } from './proxied.contract.ts';
import { deployText } from './support/deploy-file.ts';

const text = deployText('nginx.conf');

/** The guide's own server block. */
const guided = `server {
    listen 443 ssl;
    server_name messagedb.example.com;

    ssl_certificate /etc/ssl/certs/messagedb.crt;
    ssl_certificate_key /etc/ssl/private/messagedb.key;

    location / {
        proxy_pass http://messagedb:8080;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
        proxy_read_timeout 3600s;
    }
}
`;

describe('nginx.conf', () => {
  it('has the names, the certificate and the timeout of the guide, and does not buffer', () => {
    for (const directive of [
      'server_name messagedb.example.com;',
      '/etc/ssl/certs/messagedb.crt;',
      '/etc/ssl/private/messagedb.key;',
      'proxy_http_version 1.1;',
      'proxy_read_timeout 3600s;',
      'proxy_buffering off;',
    ]) {
      expect(text).toContain(directive);
    }
  });
});

await describeWith('nginx', 'MessageDB behind nginx', (nginx) => {
  let accessLog = '';
  messageDbBehindProxy(async (port) => {
    const folder = temporaryDirectory();
    const { certificatePath, keyPath, ca } = makeCertificate(folder, proxiedHost);
    const [httpsPort, httpPort] = [await freePort(), await freePort()];
    accessLog = join(folder, 'messagedb.log');
    const site = withReplaced(text, [
      ['127.0.0.1:8080', `127.0.0.1:${port}`],
      ['listen 443 ssl', `listen 127.0.0.1:${httpsPort} ssl`],
      ['listen 80;', `listen 127.0.0.1:${httpPort};`],
      ['/etc/ssl/certs/messagedb.crt', certificatePath],
      ['/etc/ssl/private/messagedb.key', keyPath],
      ['/var/log/nginx/messagedb.log', accessLog],
    ]);
    const proxy = await startNginx(nginx, site, { folder, port: httpsPort });
    return { proxy, httpsPort, httpPort, ca };
  });

  it('has written no token into its log', () => {
    const log = readFileSync(accessLog, 'utf8');
    expect(log).toContain('"GET /subscribe" 200');
    expect(log).not.toContain('ns_');
  });
});

await describeWith('nginx', "MessageDB behind the guide's nginx", (nginx) => {
  messageDbBehindProxy(
    async (port) => {
      const folder = temporaryDirectory();
      const { certificatePath, keyPath, ca } = makeCertificate(folder, proxiedHost);
      const httpsPort = await freePort();
      const site = withReplaced(guided, [
        ['messagedb:8080', `127.0.0.1:${port}`],
        ['listen 443 ssl', `listen 127.0.0.1:${httpsPort} ssl`],
        ['/etc/ssl/certs/messagedb.crt', certificatePath],
        ['/etc/ssl/private/messagedb.key', keyPath],
      ]);
      const proxy = await startNginx(nginx, site, { folder, port: httpsPort });
      return { proxy, httpsPort, httpPort: 0, ca };
    },
    { isOurs: false },
  );
});
