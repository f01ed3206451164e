import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWith, freePort, temporaryDirectory } from '@aquifer/testing';
import { expect, it } from 'vitest';
import { faucetBehindProxy, proxiedHost } from './proxied.contract.ts';
import { makeCertificate } from './support/certificate.ts';
import { deployPath, deployText, withReplaced } from './support/deploy-file.ts';
import { runProxy } from './support/run-proxy.ts';

await describeWith('caddy', 'Caddyfile', (caddy) => {
  it('is valid as it stands', () => {
    const env = { PATH: process.env['PATH'], HOME: temporaryDirectory() };
    const args = ['validate', '--config', deployPath('Caddyfile'), '--adapter', 'caddyfile'];
    const output = execFileSync(caddy, args, { env, encoding: 'utf8', stdio: 'pipe' });
    expect(output).toContain('Valid configuration');
  });
});

await describeWith('caddy', 'Faucet behind Caddy', (caddy) => {
  faucetBehindProxy(async (faucetPort) => {
    const folder = temporaryDirectory();
    const { certificatePath, keyPath, ca } = makeCertificate(folder, proxiedHost);
    const [httpsPort, httpPort] = [await freePort(), await freePort()];
    const site = withReplaced(deployText('Caddyfile'), [
      ['localhost:8080', `localhost:${faucetPort}`],
      // Its own certificate: Let's Encrypt cannot be asked from here.
      [
        `${proxiedHost} {`,
        `https://${proxiedHost}:${httpsPort} {\n\ttls ${certificatePath} ${keyPath}`,
      ],
    ]);
    const config = join(folder, 'Caddyfile');
    writeFileSync(config, `{\n\tadmin off\n\thttp_port ${httpPort}\n}\n${site}`);
    const env = { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
    const args = ['run', '--config', config, '--adapter', 'caddyfile'];
    const proxy = await runProxy(caddy, args, { port: httpsPort, env });
    return { proxy, httpsPort, httpPort, ca };
  });
});
