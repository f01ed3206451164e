import { testToken } from './messagedb-process.ts';

/** What a poke says. */
export interface Poke {
  readonly stream: string;
  readonly position: number;
  readonly globalPosition: number;
}

/** A subscriber that comes back whenever it is cut off, with the id of the last poke it read whole. */
export class PokeFollower {
  readonly pokes: Poke[] = [];
  connections = 0;
  readonly #urls: readonly string[];
  readonly #query: string;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  #lastId: string | undefined;

  constructor(urls: readonly string[], query: string) {
    this.#urls = urls;
    this.#query = query;
    this.#running = this.#run();
  }

  /** Waits until so many pokes were read, then leaves. */
  async until(count: number): Promise<readonly Poke[]> {
    while (this.pokes.length < count) await new Promise((resolve) => setTimeout(resolve, 20));
    this.#stop.abort();
    await this.#running;
    return this.pokes;
  }

  async #run(): Promise<void> {
    for (let turn = 0; !this.#stop.signal.aborted; turn += 1) {
      const url = this.#urls[turn % this.#urls.length] ?? '';
      await this.#follow(url).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async #follow(url: string): Promise<void> {
    const response = await fetch(`${url}/subscribe?${this.#query}`, {
      headers: {
        authorization: `Bearer ${testToken}`,
        ...(this.#lastId === undefined ? {} : { 'last-event-id': this.#lastId }),
      },
      signal: this.#stop.signal,
    });
    if (!response.ok || response.body === null) return;
    this.connections += 1;
    let text = '';
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) this.#read(block);
    }
  }

  #read(block: string): void {
    const field = (name: string): string | undefined =>
      new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
    if (field('event') !== 'poke') return;
    this.#lastId = field('id');
    this.pokes.push(JSON.parse(field('data') ?? '') as Poke);
  }
}
