/** An event as `stream.writeBatch` takes it. */
export interface SampleEvent {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** The first orders of the sample shop, as what happened to them: events by stream. */
export function orderStreams(): ReadonlyMap<string, readonly SampleEvent[]> {
  return new Map(orders.map((order) => [`order-${order.id}`, eventsOf(order)] as const));
}

interface Order {
  readonly id: number;
  readonly customer: number;
  readonly total: string;
  readonly course: readonly ('paid' | 'shipped' | 'delivered' | 'cancelled')[];
}

const orders: readonly Order[] = [
  { id: 1, customer: 3, total: '129.90', course: ['paid', 'shipped', 'delivered'] },
  { id: 2, customer: 1, total: '24.50', course: ['paid', 'shipped', 'delivered'] },
  { id: 3, customer: 3, total: '310.00', course: ['paid', 'shipped'] },
  { id: 4, customer: 7, total: '18.75', course: ['cancelled'] },
  { id: 5, customer: 2, total: '64.20', course: ['paid'] },
  { id: 6, customer: 1, total: '99.00', course: [] },
];

function eventsOf({ id, customer, total, course }: Order): readonly SampleEvent[] {
  const metadata = { correlationStreamName: `customer-${customer}` };
  const placed = {
    type: 'OrderPlaced',
    data: { orderId: id, customerId: customer, total },
    metadata,
  };
  const rest = course.map((step) => ({ ...happened[step](id, total), metadata }));
  return [placed, ...rest];
}

const happened = {
  paid: (orderId: number, amount: string) => ({
    type: 'PaymentReceived',
    data: { orderId, amount, method: 'card' },
  }),
  shipped: (orderId: number) => ({
    type: 'OrderShipped',
    data: { orderId, carrier: 'post', tracking: `PX${1_000_000 + orderId}` },
  }),
  delivered: (orderId: number) => ({ type: 'OrderDelivered', data: { orderId } }),
  cancelled: (orderId: number) => ({
    type: 'OrderCancelled',
    data: { orderId, reason: 'changed my mind' },
  }),
} as const;
