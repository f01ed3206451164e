import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWith, freePort, temporaryDirectory } from '@aquifer/testing';
import { describe, expect, it } from 'vitest';
import { faucetBehindProxy, proxiedHost } from './proxied.contract.ts';
import { makeCertificate } from './support/certificate.ts';
import { deployText, withReplaced } from './support/deploy-file.ts';
import { runProxy } from './support/run-proxy.ts';

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

/** What `/etc/nginx/nginx.conf` is to our file, for an nginx that writes into one folder. */
function mainConf(folder: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
${process.getuid?.() === 0 ? 'user root;' : ''}
events {}
http {
  access_log ${folder}/access.log;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  include ${folder}/faucet.conf;
}
`;
}

await describeWith('nginx', 'Faucet behind nginx', (nginx) => {
  faucetBehindProxy(async (faucetPort) => {
    const folder = temporaryDirectory();
    mkdirSync(join(folder, 'logs'));
    const { certificatePath, keyPath, ca } = makeCertificate(folder, proxiedHost);
    const [httpsPort, httpPort] = [await freePort(), await freePort()];
    const site = withReplaced(text, [
      ['127.0.0.1:8080', `127.0.0.1:${faucetPort}`],
      ['listen 443 ssl', `listen 127.0.0.1:${httpsPort} ssl`],
      ['listen 80;', `listen 127.0.0.1:${httpPort};`],
      ['/etc/ssl/certs/api.example.com.crt', certificatePath],
      ['/etc/ssl/private/api.example.com.key', keyPath],
    ]);
    writeFileSync(join(folder, 'faucet.conf'), site);
    writeFileSync(join(folder, 'nginx.conf'), mainConf(folder));
    const args = ['-p', folder, '-c', join(folder, 'nginx.conf')];
    execFileSync(nginx, ['-t', ...args], { stdio: 'pipe' });
    const proxy = await runProxy(nginx, args, { port: httpsPort });
    return { proxy, httpsPort, httpPort, ca };
  });
});
