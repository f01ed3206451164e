import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProxy } from './run-proxy.ts';
import type { RunningProxy } from './run-proxy.ts';

export interface RunningNginx extends RunningProxy {
  /** Puts another site in the place of its own, as `systemctl reload nginx` does. */
  reload(site: string): void;
}

/** Checks a file of `/etc/nginx/conf.d` with `nginx -t`, then runs nginx with it in a folder. */
export async function startNginx(
  nginx: string,
  site: string,
  { folder, port }: { readonly folder: string; readonly port: number },
): Promise<RunningNginx> {
  const putSite = (text: string): void => writeFileSync(join(folder, 'site.conf'), text);
  putSite(site);
  writeFileSync(join(folder, 'nginx.conf'), mainConf(folder));
  const args = ['-p', folder, '-c', join(folder, 'nginx.conf')];
  execFileSync(nginx, ['-t', ...args], { stdio: 'pipe' });
  const proxy = await runProxy(nginx, args, { port });
  return {
    ...proxy,
    reload(changed) {
      putSite(changed);
      proxy.signal('SIGHUP');
    },
  };
}

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
  include ${folder}/site.conf;
}
`;
}
