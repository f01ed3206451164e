import type { Finding, Rule } from '../rule.ts';

/** Hosts of the public registry, which may be named. */
const publicHosts = /^(registry\.npmjs\.org|registry\.k8s\.io|ghcr\.io|docker\.io|quay\.io)$/;

/** Folders that exist on somebody's machine only. */
const machinePath =
  /(?<![\w.~-])\/(?:work\/[a-z]|Users\/[A-Za-z]|home\/(?!node\b)[a-z]+\/)[\w./-]*/g;

const url = /\bhttps?:\/\/(?:[^\s/@]+@)?([\w.-]+)/g;

/** Nothing of the machine it was written on stands in the repository: no folder, no mirror. */
export const machineTraces: Rule = {
  name: 'machine traces',
  sees: 'files',
  check({ texts }) {
    const mirror = hostOf(process.env['npm_config_registry']);
    const findings = [...texts].flatMap(([path, text]) =>
      text.split('\n').flatMap((line, index) =>
        tracesIn(line, mirror).map((trace): Finding => ({
          path,
          line: index + 1,
          message: `${trace} is of one machine only`,
        })),
      ),
    );
    return { seen: texts.size, findings };
  },
};

function tracesIn(line: string, mirror: string | undefined): string[] {
  if (line.length > 10_000) return [];
  const hosts = [...line.matchAll(url)].map((match) => match[1] ?? '');
  return [
    ...[...line.matchAll(machinePath)].map(([path]) => path),
    ...hosts.filter((host) => isMirror(host, mirror)),
  ];
}

function isMirror(host: string, mirror: string | undefined): boolean {
  if (publicHosts.test(host)) return false;
  return (
    host === mirror || /(^|[.-])(registry|mirror|artifactory|nexus|verdaccio)([.-]|$)/.test(host)
  );
}

function hostOf(registry: string | undefined): string | undefined {
  return registry !== undefined && URL.canParse(registry) ? new URL(registry).hostname : undefined;
}
