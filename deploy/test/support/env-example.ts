import { deployFolder } from './deploy-file.ts';

/** What the `env.example` of a server sets. */
export interface EnvExample {
  /** Lines that have an effect; a copy without changes has none. */
  readonly effective: readonly string[];
  /** Every variable, with its default as it is shown. */
  readonly shown: Readonly<Record<string, string>>;
}

export function envExampleOf(server: string, file: string = 'env.example'): EnvExample {
  const text = deployFolder(server).text(file);
  const shown = [...text.matchAll(/^#([A-Z][A-Z0-9_]+)=(.*)$/gm)];
  return {
    effective: text.split('\n').filter((line) => line !== '' && !line.startsWith('#')),
    shown: Object.fromEntries(shown.map(([, name = '', value = '']) => [name, value])),
  };
}
