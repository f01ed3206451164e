/** Windows that are over and are dropped when another begins: two, so that they grow fewer. */
const DROPPED_AT_ONCE = 2;

interface Node<Window> {
  readonly client: string;
  readonly window: Window;
  next: Node<Window> | undefined;
}

/**
 * The windows of at most so many clients. Beginning one drops a few that are over; where there are
 * none, the oldest makes room. The order of a Map would do as well, but finding the first entry of
 * one costs as much as there were entries before it.
 */
export class WindowMap<Window extends { readonly endsAt: number }> {
  readonly #windows = new Map<string, Window>();
  readonly #max: number;
  /** From the oldest to the newest; some were replaced meanwhile. */
  #oldest: Node<Window> | undefined;
  #newest: Node<Window> | undefined;

  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#windows.size;
  }

  /** The window of a client, which may be over. */
  get(client: string): Window | undefined {
    return this.#windows.get(client);
  }

  /** Replaces the window of a client by one that begins at `now`. */
  begin(client: string, window: Window, now: number): void {
    this.#windows.delete(client);
    this.#makeRoom(now);
    this.#windows.set(client, window);
    const node = { client, window, next: undefined };
    if (this.#newest !== undefined) this.#newest.next = node;
    this.#newest = node;
    this.#oldest ??= node;
  }

  #makeRoom(now: number): void {
    let dropped = 0;
    while (this.#oldest !== undefined) {
      const { client, window, next }: Node<Window> = this.#oldest;
      const mayGo = dropped < DROPPED_AT_ONCE && window.endsAt <= now;
      if (!mayGo && this.#windows.size < this.#max) return;
      if (this.#windows.get(client) === window) this.#windows.delete(client);
      this.#oldest = next;
      dropped += 1;
    }
  }
}
