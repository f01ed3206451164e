import type { Worker } from 'node:worker_threads';
import type { Log } from '@aquifer/service';
import { fault } from '../../../faults.ts';
import type { FaultCode } from '../../../faults.ts';
import type { StoreFolder } from '../store-folder.ts';
import type { Answer, Answers, Command, Failure, Reply, Request } from './commands.ts';
import { ready } from './ready.ts';
import { startThread } from './start-thread.ts';

interface Waiting {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

/** The writer, seen from the server's thread. It is started when something is to be written. */
export class WriterThread {
  readonly #folder: StoreFolder;
  readonly #log: Log;
  #worker: Worker | undefined;
  /** Whether the worker has begun to do commands. */
  #isReady = false;
  #isClosed = false;
  /** What was sent and is not answered, by number, in the order in which it is done. */
  readonly #waiting = new Map<number, Waiting>();
  #sent = 0;

  constructor(folder: StoreFolder, log: Log) {
    this.#folder = folder;
    this.#log = log;
  }

  /**
   * Throws the Fault of what went wrong. When the thread ended meanwhile that is `outcome_unknown`, or
   * `store_unavailable` when it had not even begun.
   */
  do<C extends Command>(command: C): Promise<Answers[C['kind']]> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) {
        reject(fault('store_unavailable'));
        return;
      }
      const worker = (this.#worker ??= this.#start());
      this.#sent += 1;
      this.#waiting.set(this.#sent, { resolve: resolve as Waiting['resolve'], reject });
      const request: Request = [this.#sent, command];
      worker.postMessage(request);
    });
  }

  /** Does what was asked before, closes the files and ends the thread. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    const worker = this.#worker;
    const closing = worker === undefined ? undefined : this.do({ kind: 'close' });
    // Nothing comes after what closes the files.
    this.#isClosed = true;
    if (worker === undefined) return;
    // It is not terminated: in the middle of a call the driver would take the process with it.
    const exited = new Promise((resolve) => worker.once('exit', resolve));
    try {
      await closing;
    } catch (error) {
      this.#log.warn({ err: error }, 'the thread that writes did not close its files');
    }
    await exited;
  }

  #start(): Worker {
    const worker = startThread(this.#folder);
    worker.on('message', (reply: Reply) => this.#settle(reply));
    worker.on('error', (error) => {
      this.#log.error({ err: error }, 'the thread that writes failed');
    });
    worker.on('exit', () => this.#abandon());
    return worker;
  }

  #settle([number, answer, failure]: Reply): void {
    if (number === ready[0]) {
      this.#isReady = true;
      return;
    }
    const waiting = this.#waiting.get(number);
    this.#waiting.delete(number);
    if (failure === undefined) waiting?.resolve(answer);
    else waiting?.reject(faultOf(failure));
  }

  /** Answers may have been lost with the thread, so what was waiting may have been done, once it was ready. */
  #abandon(): void {
    const code = this.#isReady ? 'outcome_unknown' : 'store_unavailable';
    this.#worker = undefined;
    this.#isReady = false;
    const abandoned = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of abandoned) reject(fault(code));
  }
}

function faultOf({ code, values, cause }: Failure): Error {
  return fault(code as FaultCode, values, { cause: new Error(cause) });
}
