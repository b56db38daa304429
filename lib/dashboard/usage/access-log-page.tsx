import { AccessLog } from './access-log.tsx';

/** The access log of the tenant. */
export function AccessLogPage() {
  return <AccessLog />;
}
