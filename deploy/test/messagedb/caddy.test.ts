import { describeWith, freePort, temporaryDirectory } from '@aquifer/testing';
import { expect, it } from 'vitest';
import { makeCertificate } from '../support/certificate.ts';
import { withReplaced } from '../support/deploy-file.ts';
import { startCaddy, validateCaddyfile } from '../support/start-caddy.ts';
import { messageDbBehindProxy, proxiedHost } from './proxied.contract.ts';
import { deployPath, deployText } from './support/deploy-file.ts';

await describeWith('caddy', 'the Caddyfile of MessageDB', (caddy) => {
  it('is valid as it stands', () => {
    expect(validateCaddyfile(caddy, deployPath('Caddyfile'))).toContain('Valid configuration');
  });
});

await describeWith('caddy', 'MessageDB behind Caddy', (caddy) => {
  messageDbBehindProxy(async (port) => {
    const folder = temporaryDirectory();
    const { certificatePath, keyPath, ca } = makeCertificate(folder, proxiedHost);
    const [httpsPort, httpPort] = [await freePort(), await freePort()];
    const site = withReplaced(deployText('Caddyfile'), [
      ['localhost:8080', `localhost:${port}`],
      // Its own certificate: Let's Encrypt cannot be asked from here.
      [
        `${proxiedHost} {`,
        `https://${proxiedHost}:${httpsPort} {\n\ttls ${certificatePath} ${keyPath}`,
      ],
    ]);
    const proxy = await startCaddy(caddy, site, { folder, port: httpsPort, httpPort });
    return { proxy, httpsPort, httpPort, ca };
  });
});
