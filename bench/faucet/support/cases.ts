/** What is asked of both sides; both serve the table `customers` as service `demo`. */
export interface Case {
  readonly name: string;
  /** Ratio of requests per second that the project promises against the peer; absent: measured only. */
  readonly target?: number;
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

/** A page from a random key on: the work of a list, but no two requests alike. */
const randomPage = `
math.randomseed(os.time())
request = function()
  return wrk.format("GET", "${table}?limit=20&filter=id%20%3E%20" .. math.random(1, 9900))
end`;

/** Another city and another age each time, with decimals, so that no two requests are alike by chance. */
const randomFilter = `
math.randomseed(os.time())
local cities = { "Berlin", "Paris", "Madrid", "Oslo", "Z%C3%BCrich" }
request = function()
  local age = string.format("%.4f", 18 + math.random() * 25)
  local filter = "age%20%3E%20" .. age .. "%20AND%20city%20=%20%27" .. cities[math.random(#cities)] .. "%27"
  return wrk.format("GET", "${table}?filter=" .. filter .. "&order=balance%20DESC&limit=20")
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

export const listFromAnyKey: Case = { name: 'list 20, values vary', query: '', script: randomPage };

export const oneByKey: Case = { name: 'one by key', target: 4, query: '', script: randomKey };

export const filteredAndOrdered: Case = {
  name: 'filtered, ordered',
  target: 4,
  query: '?filter=age%20%3E%2030%20AND%20city%20=%20%27Oslo%27&order=balance%20DESC&limit=20',
};

export const filteredByAnyValue: Case = {
  name: 'filtered, ordered, values vary',
  query: '',
  script: randomFilter,
};

export const singleInsert: Case = { name: 'single insert', target: 5, query: '', script: newRow };
