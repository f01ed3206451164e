/** The database of the contract's examples (§19), with a few tables around it. */
export const fixtureSql = `
CREATE TABLE customers (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  email TEXT NOT NULL UNIQUE,
  age INTEGER,
  city TEXT,
  balance REAL DEFAULT 0,
  is_active BOOLEAN NOT NULL DEFAULT 1,
  created_at DATETIME DEFAULT CURRENT_TIMESTAMP,
  notes TEXT
);
CREATE TABLE countries (code TEXT PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE orders (
  id INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
  total NUMERIC(12,2) NOT NULL,
  details JSON
);
CREATE TABLE order_items (
  order_id INTEGER NOT NULL REFERENCES orders (id),
  line INTEGER NOT NULL,
  sku TEXT NOT NULL,
  PRIMARY KEY (order_id, line)
);
CREATE TABLE blobs (id INTEGER PRIMARY KEY, data BLOB, big INTEGER);
CREATE VIEW adults AS SELECT id, name, age FROM customers WHERE age >= 18;
`;

const cities = ['Berlin', 'Paris', 'Madrid', 'Oslo', null, "L'Aquila", 'Zürich'];

const text = (value: string | null): string =>
  value === null ? 'NULL' : `'${value.replaceAll("'", "''")}'`;

/** 500 customers as the contract's fixture has them, and a few orders. */
export const fixtureRows = (): string => {
  const customers = Array.from({ length: 500 }, (_, index) => {
    const i = index + 1;
    const created = `2024-0${1 + (i % 9)}-1${i % 9} 08:00:00`;
    const cells = [
      text(`Customer ${String(i).padStart(4, '0')}`),
      text(`c${i}@example.com`),
      18 + (i % 60),
      text(cities[i % 7] ?? null),
      i * 1.25,
      i % 4 > 0 ? 1 : 0,
      text(created),
      text(i % 3 === 0 ? `note 100% _${i}` : null),
    ];
    return `(${cells.join(', ')})`;
  });
  return `
INSERT INTO customers (name, email, age, city, balance, is_active, created_at, notes) VALUES ${customers.join(',\n')};
INSERT INTO countries VALUES ('DE', 'Germany'), ('FR', 'France');
INSERT INTO orders VALUES (1, 1, 10.5, '{"gift":true}'), (2, 1, 20, NULL), (3, 2, 7.25, '[1,2]');
INSERT INTO order_items VALUES (1, 1, 'A'), (1, 2, 'B'), (2, 1, 'C'), (3, 1, 'A');
INSERT INTO blobs VALUES (1, x'00ff10', 9223372036854775807), (2, NULL, -9223372036854775808);
`;
};
