import { testToken } from './messagedb-process.ts';

/** What came of a call. */
export interface RpcAnswer<Result> {
  readonly status: number;
  readonly result: Result;
}

/** Calls a method. Rejects when there was no whole answer. */
export async function rpc<Result>(
  url: string,
  request: readonly unknown[],
  token = testToken,
): Promise<RpcAnswer<Result>> {
  const response = await fetch(`${url}/rpc`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify(request),
  });
  return { status: response.status, result: (await response.json()) as Result };
}

/** Calls until the call is answered with success, at one instance or another. */
export async function insist<Result>(
  urls: readonly string[],
  request: readonly unknown[],
): Promise<Result> {
  for (let attempt = Math.floor(Math.random() * urls.length); ; attempt += 1) {
    const url = urls[attempt % urls.length] ?? '';
    const answer = await rpc<Result>(url, request).catch(() => undefined);
    if (answer?.status === 200) return answer.result;
    if (answer !== undefined && answer.status < 500) {
      throw new Error(`${answer.status} ${JSON.stringify(answer.result)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
