import { type Access, guard } from 'postern/guard';

interface OrdersEvent {
  readonly rawPath: string;
}

/** A service as somebody writes it, with an event of their own. */
export const handler = guard(async (event: OrdersEvent, access) => ({
  statusCode: 200,
  body: `${access.tenant} ${event.rawPath}`,
}));

/** On an open route nobody is let in by a key, so that the type asks what then. */
export const withOpenRoute = guard(
  async (_event: OrdersEvent, access: Access | undefined) => ({
    statusCode: 200,
    body: access?.tenant ?? 'open',
  }),
  { open: ['GET /health'] },
);

export const middleware = guard({ permission: 'orders:read' });
