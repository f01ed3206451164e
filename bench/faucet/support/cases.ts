/** What is asked of both sides; both serve the table `customers` as service `demo`. */
export interface Case {
  readonly name: string;
  /** Ratio of requests per second that the project promises against the peer. */
  readonly target: number;
  /** After `/api/v1/demo/_table/customers`. */
  readonly query: string;
  /** wrk script, for everything that is not the same GET over and over. */
  readonly script?: string;
}

export const table = '/api/v1/demo/_table/customers';

/** Random keys, so that neither side can answer from a cache of the same request. */
const randomKey = `
math.randomseed(os.time())
request = function()
  return wrk.format("GET", "${table}?filter=id%20=%20" .. math.random(1, 10000))
end`;

const newRow = `
math.randomseed(os.time())
local n, run = 0, math.random(1, 1e9)
request = function()
  n = n + 1
  local email = "r" .. run .. "-" .. n .. "@example.com"
  return wrk.format("POST", "${table}", nil,
    '{"name":"Bench","email":"' .. email .. '","age":40,"city":"Bari","balance":1.5}')
end`;

export const list: Case = { name: 'list 20', target: 3, query: '?limit=20' };

export const oneByKey: Case = { name: 'one by key', target: 4, query: '', script: randomKey };

export const filteredAndOrdered: Case = {
  name: 'filtered, ordered',
  target: 4,
  query: '?filter=age%20%3E%2030%20AND%20city%20=%20%27Oslo%27&order=balance%20DESC&limit=20',
};

export const singleInsert: Case = { name: 'single insert', target: 5, query: '', script: newRow };
