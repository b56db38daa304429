import { type Access, guard } from 'postern/guard';

interface OrdersEvent {
  readonly rawPath: string;
}

/** A sample service with its own event type. */
export const handler = guard(async (event: OrdersEvent, access) => ({
  statusCode: 200,
  body: `${access.tenant} ${event.rawPath}`,
}));

/** An open route has no authenticated key, so the type requires a check. */
export const withOpenRoute = guard(
  async (_event: OrdersEvent, access: Access | undefined) => ({
    statusCode: 200,
    body: access?.tenant ?? 'open',
  }),
  { open: ['GET /health'] },
);

export const middleware = guard({ permission: 'orders:read' });
