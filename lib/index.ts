import './constructs/cdk-version.ts';

export type { AdminGrants } from './constructs/api-keys/admin-grants.ts';
export {
  ApiKeys,
  type ApiKeysFromStageProps,
  type ApiKeysProps,
  type IApiKeys,
} from './constructs/api-keys/api-keys.ts';
export type { GuardOptions } from './constructs/api-keys/guard.ts';
export type { PosternThrottle } from './constructs/api-keys/postern-stage.ts';
export type {
  AnyOrigin,
  DenialCorsOptions,
  OneOrigin,
  ProtectOptions,
  RestProtectOptions,
} from './constructs/api-keys/protect-options.ts';
export { TenantDomain, type TenantDomainProps } from './constructs/api-keys/tenant-domain.ts';
export type { StageThrottle } from './constructs/api-keys/throttle-stage.ts';
export type { ArchiveLock } from './constructs/audit-store/archive.ts';
export { AuditStore, type AuditStoreProps } from './constructs/audit-store/audit-store.ts';
export {
  ConsoleUserPool,
  type ConsoleUserPoolProps,
  type IConsoleUserPool,
} from './constructs/console-users/console-user-pool.ts';
export type {
  ConsoleUserSource,
  OidcUsers,
  UserPoolUsers,
} from './constructs/console-users/console-user-source.ts';
export { FloodShield, type FloodShieldProps } from './constructs/flood-shield/flood-shield.ts';
export { type IKeyStore, KeyStore, type KeyStoreProps } from './constructs/key-store/key-store.ts';
export {
  type ILimitsStore,
  LimitsStore,
  type LimitsStoreProps,
} from './constructs/limits-store/limits-store.ts';
export { ManagedKey } from './constructs/managed-key/managed-key.ts';
export type {
  AdoptedManagedKeyProps,
  ManagedKeyProps,
  ManagedKeySettings,
  NewManagedKeyProps,
} from './constructs/managed-key/managed-key-props.ts';
export type { AlarmCoverage } from './constructs/monitoring/alarm.ts';
export type { MonitorOptions } from './constructs/monitoring/monitor.ts';
export type {
  MonitoredAuditChain,
  MonitoredKeys,
  MonitoredRotation,
} from './constructs/monitoring/monitored-resources.ts';
export {
  Monitoring,
  type MonitoringProps,
} from './constructs/monitoring/monitoring.ts';
export type { NotificationsProps, Receivers } from './constructs/monitoring/notifications.ts';
export type { AlarmThresholds } from './constructs/monitoring/thresholds.ts';
export { Rotation, type RotationProps } from './constructs/rotation/rotation.ts';
export type { RotationTiming } from './constructs/rotation/timing.ts';
export type { TableStoreProps } from './constructs/table/table-props.ts';
export { UsageStore, type UsageStoreProps } from './constructs/usage-store/usage-store.ts';
export type { PlanProps } from './contracts/plans.ts';
export type { ProfileProps } from './contracts/profile-settings.ts';
