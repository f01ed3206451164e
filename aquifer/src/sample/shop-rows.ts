/** The rows of the sample shop: the same at every start, made from short lists by a fixed sequence. */

type Row = readonly (string | number | null)[];

export interface TableRows {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

const firstNames = [
  'Ada',
  'Bruno',
  'Chiara',
  'Dmitri',
  'Elif',
  'Farah',
  'Goran',
  'Hana',
  'Ivo',
  'Júlia',
];
const lastNames = [
  'Okafor',
  'Lindqvist',
  "D'Angelo",
  'Müller',
  'Tanaka',
  'Novák',
  'Silva',
  'Haddad',
];
const cities = ['Berlin', 'Porto', 'Kraków', "L'Aquila", 'Oslo', 'Gent', null];
const categories: readonly Row[] = [
  [1, 'Coffee', null],
  [2, 'Tea', null],
  [3, 'Grinders', 1],
  [4, 'Brewers', 1],
  [5, 'Beans', 1],
  [6, 'Teapots', 2],
  [7, 'Leaves', 2],
];
const productNames: readonly (readonly [category: number, name: string, cents: number])[] = [
  [3, 'Hand grinder, steel burr', 7900],
  [3, 'Electric grinder, 64 mm', 34900],
  [4, 'Pour-over cone, ceramic', 2450],
  [4, 'French press, 1 l', 3990],
  [4, 'Moka pot, 6 cups', 3450],
  [4, 'Espresso lever machine', 89900],
  [5, 'Yirgacheffe, washed, 250 g', 1290],
  [5, 'Huila, honey, 250 g', 1390],
  [5, 'House blend, 1 kg', 2890],
  [5, 'Decaf, 250 g', 1190],
  [6, 'Kyusu, clay, 360 ml', 5600],
  [6, 'Gaiwan, porcelain', 1990],
  [6, 'Glass teapot, 0.8 l', 2790],
  [7, 'Sencha, first flush, 100 g', 1850],
  [7, 'Oolong, roasted, 100 g', 1690],
  [7, 'Pu-erh cake, 357 g', 4900],
];
const statuses = ['shipped', 'shipped', 'paid', 'new', 'returned'];
const notes = [
  'leave at the door',
  'gift, no invoice please',
  '100% recyclable packaging',
  null,
  null,
];

const CUSTOMERS = 40;
const ORDERS = 180;
const FIRST_ORDER = Date.UTC(2026, 0, 5, 9, 0, 0);
const BETWEEN_ORDERS_MS = 41 * 3_600_000 + 17 * 60_000;

/** A small linear congruential generator (Numerical Recipes): enough to look natural, always the same. */
function sequence(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const sqlTime = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');

/** All rows, tables before those that refer to them. */
export function shopRows(): readonly TableRows[] {
  const next = sequence(2026);
  const orders = Array.from({ length: ORDERS }, (_, index) => order(index, next));
  return [
    {
      table: 'customers',
      columns: ['id', 'name', 'email', 'city', 'is_business', 'joined_at'],
      rows: Array.from({ length: CUSTOMERS }, (_, index) => customer(index)),
    },
    { table: 'categories', columns: ['id', 'name', 'parent_id'], rows: categories },
    {
      table: 'products',
      columns: ['id', 'category_id', 'sku', 'name', 'price_cents', 'stock', 'attributes'],
      rows: productNames.map((_, index) => product(index, next)),
    },
    {
      table: 'orders',
      columns: ['id', 'customer_id', 'status', 'ordered_at', 'note'],
      rows: orders,
    },
    {
      table: 'order_items',
      columns: ['order_id', 'product_id', 'quantity', 'unit_price_cents'],
      rows: orders.flatMap(([id]) => items(Number(id), next)),
    },
  ];
}

function customer(index: number): Row {
  const name = `${firstNames[index % firstNames.length]} ${lastNames[(index * 3) % lastNames.length]}`;
  const joined = FIRST_ORDER - (CUSTOMERS - index) * 86_400_000;
  const city = cities[index % cities.length] ?? null;
  return [
    index + 1,
    name,
    `customer${index + 1}@example.com`,
    city,
    index % 6 === 0 ? 1 : 0,
    sqlTime(joined),
  ];
}

function product(index: number, next: (below: number) => number): Row {
  const [category = 1, name = '', cents = 0] = productNames[index] ?? [];
  const attributes = JSON.stringify({ weight_g: 100 + next(40) * 50, fragile: category === 6 });
  return [index + 1, category, `SKU-${1000 + index * 7}`, name, cents, next(120), attributes];
}

function order(index: number, next: (below: number) => number): Row {
  const status = statuses[next(statuses.length)] ?? 'new';
  const note = notes[next(notes.length)] ?? null;
  return [
    index + 1,
    1 + next(CUSTOMERS),
    status,
    sqlTime(FIRST_ORDER + index * BETWEEN_ORDERS_MS),
    note,
  ];
}

function items(orderId: number, next: (below: number) => number): readonly Row[] {
  const chosen = new Set(Array.from({ length: 1 + next(4) }, () => next(productNames.length)));
  return [...chosen].map((index) => [
    orderId,
    index + 1,
    1 + next(3),
    productNames[index]?.[2] ?? 0,
  ]);
}
