import { request } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { onTestFinished } from 'vitest';

/** What a poke says. */
export interface Poke {
  readonly id: string;
  readonly stream: string;
  readonly position: number;
  readonly globalPosition: number;
}

/** A client of `/subscribe` that shows every byte. */
export interface SseClient {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Everything received so far. */
  readonly text: () => string;
  readonly pokes: readonly Poke[];
  /** Whether the server ended the answer in order. */
  readonly isEnded: () => boolean;
  pause(): void;
  resume(): void;
  close(): void;
}

export interface SseOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Forgets the text, for long streams. */
  readonly keepsText?: boolean;
}

/** Resolves when the headers are there. Closed when the test is over. */
export async function openSse(url: string, options: SseOptions = {}): Promise<SseClient> {
  const { method = 'GET', headers = {}, keepsText = true } = options;
  const asked = request(url, { method, headers, agent: false });
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    asked.on('response', resolve).on('error', reject).end();
  });
  asked.removeAllListeners('error').on('error', () => undefined);
  const pokes: Poke[] = [];
  let [text, rest, isEnded] = ['', '', false];
  answer.setEncoding('utf8');
  answer.on('data', (chunk: string) => {
    if (keepsText) text += chunk;
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) pokes.push(...readPoke(block));
  });
  answer.on('end', () => (isEnded = true)).on('error', () => undefined);
  const close = (): void => void asked.destroy();
  onTestFinished(close);
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    text: () => text,
    pokes,
    isEnded: () => isEnded,
    pause: () => void answer.pause(),
    resume: () => void answer.resume(),
    close,
  };
}

function readPoke(block: string): Poke[] {
  const [, id, data] = /^id: (\d+)\nevent: poke\ndata: ([^\n]+)$/.exec(block) ?? [];
  if (id === undefined || data === undefined) return [];
  return [{ id, ...(JSON.parse(data) as Omit<Poke, 'id'>) }];
}
