import type { Change } from './wake.ts';

/** PostgreSQL refuses notifications of 8000 bytes. */
const CALL_BYTES_MAX = 7_000;

/** Changes as one instance tells them to the others. */
export interface Call {
  /** Who calls; an instance hears itself, too. */
  readonly instance: string;
  readonly changes: readonly Change[];
}

/** The texts of a call: the instance, then a change a line. Ids of namespaces are ASCII without line ends. */
export function encodeCall({ instance, changes }: Call): readonly string[] {
  const texts: string[] = [];
  let text = instance;
  for (const { kind, namespace } of changes) {
    const line = `\n${kind}:${namespace}`;
    if (text.length + line.length > CALL_BYTES_MAX) {
      texts.push(text);
      text = instance;
    }
    text += line;
  }
  return changes.length === 0 ? [] : [...texts, text];
}

/** Lines that no release of ours writes are left out: a later one may have more to say. */
export function decodeCall(text: string): Call {
  const [instance = '', ...lines] = text.split('\n');
  return { instance, changes: lines.flatMap(decodeChange) };
}

function decodeChange(line: string): Change | [] {
  const [, kind, namespace] = /^(written|changed):(.+)$/.exec(line) ?? [];
  if (namespace === undefined) return [];
  return { kind: kind === 'written' ? 'written' : 'changed', namespace };
}
