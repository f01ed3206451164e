import type { TransactionSession, WrittenRows } from '../connectors/connector.ts';
import type { DeletePlan, InsertPlan, UpdatePlan } from '../query/plan.ts';
import type { WriteConnector } from './write-target.ts';

/**
 * The writes of one request, which remember whether any of them stays: such a request must not run
 * again. One that fails has written nothing, for each is all or nothing. A class, because one is
 * made for every write and closures would cost.
 */
export class NoticedWrites implements WriteConnector {
  readonly driver: WriteConnector['driver'];
  readonly abilities: WriteConnector['abilities'];
  readonly #connector: WriteConnector;
  #hasWritten = false;

  constructor(connector: WriteConnector) {
    this.driver = connector.driver;
    this.abilities = connector.abilities;
    this.#connector = connector;
  }

  get hasWritten(): boolean {
    return this.#hasWritten;
  }

  insert(plan: InsertPlan): Promise<WrittenRows> {
    return this.#notice(this.#connector.insert(plan));
  }

  update(plan: UpdatePlan): Promise<WrittenRows> {
    return this.#notice(this.#connector.update(plan));
  }

  delete(plan: DeletePlan): Promise<number> {
    return this.#notice(this.#connector.delete(plan));
  }

  transaction<T>(work: (session: TransactionSession) => Promise<T>): Promise<T> {
    return this.#notice(this.#connector.transaction(work));
  }

  async #notice<T>(write: Promise<T>): Promise<T> {
    const result = await write;
    this.#hasWritten = true;
    return result;
  }
}
