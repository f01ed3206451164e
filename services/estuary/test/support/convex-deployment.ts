import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { ConvexError, convexToJson, jsonToConvex } from 'convex/values';
import type { JSONValue, Value } from 'convex/values';
import schema from '../../../../deploy/estuary/convex/schema.ts';
import { ConvexDatabase } from './convex-database.ts';
import type { ConvexTable } from './convex-database.ts';
import { fitsShape } from './convex-shape.ts';
import type { ConvexShape } from './convex-shape.ts';

/** What `query(...)` and `mutation(...)` of Convex make, which its server takes apart. */
interface Registered {
  readonly isPublic?: boolean;
  readonly isMutation?: boolean;
  exportArgs(): string;
  exportReturns(): string;
  _handler(context: object, args: Value): Promise<Value>;
}

/** Modules of functions by their names, such as `items`. */
export type Modules = Readonly<Record<string, object>>;

/** What happens to a call instead of the function; the status and body of an answer, or silence. */
export type Trouble = { readonly status: number; readonly body: string } | 'silence';

export interface Call {
  readonly kind: string;
  readonly path: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly authorization: string | undefined;
}

/** A deployment of Convex on loopback: its wire (contract §19.3), and a database in memory. */
export class ConvexDeployment {
  readonly calls: Call[] = [];
  trouble: ((call: Call) => Trouble | undefined) | undefined;
  readonly #modules: Modules;
  readonly #deployKey: string;
  readonly #database = new ConvexDatabase(tables());
  #server: Server | undefined;
  #port = 0;
  /** Mutations are serializable: one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(modules: Modules, deployKey: string) {
    this.#modules = modules;
    this.#deployKey = deployKey;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Listens, on the port it had before. */
  async start(): Promise<void> {
    const server = createServer((request, response) => void this.#serve(request, response));
    this.#server = server;
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }

  /** Takes a request without a network, for tests that make thousands of them. */
  readonly send: typeof fetch = async (input, init) => {
    const { pathname: path } = new URL(input instanceof Request ? input.url : input);
    const authorization = new Headers(init?.headers).get('authorization') ?? undefined;
    const answer = await this.#receive(
      path,
      authorization,
      await new Response(init?.body ?? null).text(),
    );
    if (answer === 'silence') throw new TypeError('fetch failed');
    return new Response(answer.body, { status: answer.status });
  };

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url = '', headers } = request;
    const answer = await this.#receive(url, headers.authorization, await text(request));
    if (answer === 'silence') return;
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
  }

  async #receive(url: string, authorization: string | undefined, body: string): Promise<Trouble> {
    const { path, args } = JSON.parse(body) as { path: string; args: JSONValue[] };
    const kind = url.replace('/api/', '');
    const given = jsonToConvex(args[0] ?? {}) as Record<string, Value>;
    const call = { kind, path, args: given, authorization };
    this.calls.push(call);
    return this.trouble?.(call) ?? this.#answer(call, given);
  }

  async #answer(
    { kind, path, authorization }: Call,
    args: Record<string, Value>,
  ): Promise<Exclude<Trouble, string>> {
    const isAdmin = authorization === `Convex ${this.#deployKey}`;
    if (authorization !== undefined && !isAdmin) {
      return { status: 401, body: '{"code":"BadDeployKey","message":"The key is not valid"}' };
    }
    const found = this.#find(path);
    const isOfKind = found !== undefined && (found.isMutation === true) === (kind === 'mutation');
    if (!isOfKind || (found.isPublic !== true && !isAdmin)) return missing(path);
    try {
      expectFit('Argument', found.exportArgs(), args);
      const value = await this.#turn(async () => {
        const returned = await found._handler({ db: this.#database }, args);
        expectFit('Returns', found.exportReturns(), returned);
        return returned;
      });
      return success(value);
    } catch (error) {
      return failure(error);
    }
  }

  #find(path: string): Registered | undefined {
    const [module = '', name = ''] = path.split(':');
    return (this.#modules[module] as Record<string, Registered> | undefined)?.[name];
  }

  #turn(work: () => Promise<Value>): Promise<Value> {
    const turn = this.#last.then(() => this.#database.transaction(work));
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

function tables(): Record<string, ConvexTable> {
  return Object.fromEntries(
    Object.entries(schema.tables).map(([name, table]) => [
      name,
      {
        // As it is deployed; the types have only what it was made with.
        row: (table.validator as unknown as { readonly json: ConvexShape }).json,
        indexes: new Map(
          table[' indexes']().map(
            ({ indexDescriptor, fields }) => [indexDescriptor, fields] as const,
          ),
        ),
      },
    ]),
  );
}

/** `shape` is JSON text; null where a function declares nothing. */
function expectFit(what: 'Argument' | 'Returns', shape: string, value: unknown): void {
  const declared = JSON.parse(shape) as ConvexShape | null;
  if (declared !== null && !fitsShape(declared, value)) throw new Error(`${what}ValidationError`);
}

const success = (value: Value): Exclude<Trouble, string> => ({
  status: 200,
  body: JSON.stringify({ status: 'success', value: convexToJson(value), logLines: [] }),
});

const missing = (path: string): Exclude<Trouble, string> =>
  failure(
    new Error(
      `Could not find public function for '${path}'. Did you forget to run \`npx convex dev\` or \`npx convex deploy\`?`,
    ),
  );

function failure(error: unknown): Exclude<Trouble, string> {
  const errorMessage = `[Request ID: 0123456789abcdef] Server Error\n${String(error)}`;
  const data = error instanceof ConvexError ? { errorData: convexToJson(error.data as Value) } : {};
  return {
    status: 560,
    body: JSON.stringify({ status: 'error', errorMessage, ...data, logLines: [] }),
  };
}
