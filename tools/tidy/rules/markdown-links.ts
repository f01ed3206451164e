import { posix } from 'node:path';
import type { Repository } from '../repository.ts';
import type { Finding, Rule } from '../rule.ts';

/** Every link from one of our pages to a file or heading of ours leads somewhere. */
export const markdownLinks: Rule = {
  name: 'markdown links',
  sees: 'pages',
  check(repository) {
    const pages = [...repository.texts.keys()].filter((path) => path.endsWith('.md'));
    return { seen: pages.length, findings: pages.flatMap((page) => deadLinks(repository, page)) };
  },
};

function deadLinks(repository: Repository, page: string): Finding[] {
  return prose(repository.texts.get(page) ?? '').flatMap((line, index) =>
    targetsOf(line).flatMap((target): Finding[] => {
      const message = objection(repository, page, target);
      return message === undefined ? [] : [{ path: page, line: index + 1, message }];
    }),
  );
}

function objection(repository: Repository, page: string, target: string): string | undefined {
  if (/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(target)) return undefined;
  const [file = '', anchor] = target.split('#');
  const path = file === '' ? page : posix.join(posix.dirname(page), decodeURIComponent(file));
  const text = repository.texts.get(path.replace(/\/$/, ''));
  if (text === undefined) {
    return isFolder(repository, path) ? undefined : `${target}: there is no ${path}`;
  }
  if (anchor === undefined || !path.endsWith('.md')) return undefined;
  return anchorsOf(text).has(anchor) ? undefined : `${target}: no heading makes #${anchor}`;
}

function isFolder(repository: Repository, path: string): boolean {
  const folder = path === '.' ? '' : `${path.replace(/\/$/, '')}/`;
  return [...repository.texts.keys()].some((file) => file.startsWith(folder));
}

/** The lines of a page with code blanked: what is shown as code is not a link. */
function prose(text: string): string[] {
  let fence: string | undefined;
  return text.split('\n').map((line) => {
    const mark = /^\s*(```+|~~~+)/.exec(line)?.[1];
    if (mark !== undefined && (fence === undefined || mark.startsWith(fence))) {
      fence = fence === undefined ? mark : undefined;
      return '';
    }
    return fence === undefined ? line.replaceAll(/`[^`]*`/g, '') : '';
  });
}

/** Targets of `[text](target)`, `![picture](target)` and `[name]: target`. */
function targetsOf(line: string): string[] {
  const inline = [...line.matchAll(/\]\(\s*<?([^()\s>]+)>?(?:\s+"[^"]*")?\s*\)/g)];
  const definition = /^\s{0,3}\[[^\]]+\]:\s+<?(\S+?)>?(\s|$)/.exec(line);
  return [...inline, ...(definition === null ? [] : [definition])].map((match) => match[1] ?? '');
}

/** The anchors that GitHub makes from the headings of a page, and those written as HTML. */
function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  const headings = withoutFences(text).matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm);
  for (const [, heading = ''] of headings) anchors.add(unused(anchors, slugOf(heading)));
  for (const [, id = ''] of text.matchAll(/<\w+\s+(?:id|name)="([^"]+)"/g)) anchors.add(id);
  return anchors;
}

function withoutFences(text: string): string {
  return text.replaceAll(/^\s*(```+|~~~+)[\s\S]*?^\s*\1/gm, '');
}

function slugOf(heading: string): string {
  return heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');
}

function unused(anchors: ReadonlySet<string>, slug: string): string {
  let candidate = slug;
  for (let count = 1; anchors.has(candidate); count += 1) candidate = `${slug}-${count}`;
  return candidate;
}
