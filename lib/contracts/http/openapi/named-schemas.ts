import * as z from 'zod';
import { alarmRoutes } from '../alarms.ts';
import { auditRoutes, chainBeginningView } from '../audit.ts';
import { budgetsView } from '../budgets.ts';
import { consoleUserRoutes } from '../console.ts';
import { json } from '../fields.ts';
import { keySessionView } from '../key-sessions.ts';
import {
  endedKeyView,
  issuedKeyView,
  keyRoutes,
  keyView,
  keyWithDescendantsView,
  replacementKeyView,
  revokedKeyView,
} from '../keys.ts';
import { limit, period, storedLimit, storedPeriod, storedPlanLimit } from '../limits.ts';
import {
  managedKeyRoutes,
  managedKeyStatusView,
  managedKeyView,
  replacedValueView,
  rotationStartedView,
} from '../managed-keys.ts';
import { ownerRoutes, ownerView } from '../owners.ts';
import { problem } from '../problem.ts';
import { keyProfileView } from '../profile.ts';
import { reportRoutes } from '../reports.ts';
import { emptySettings } from '../route.ts';
import { ownIssuedKeyView, ownKeyView } from '../self-service-keys.ts';
import { createdSessionView, sessionView } from '../sessions.ts';
import { tenantView } from '../tenants.ts';
import {
  accessLogPage,
  accessLogSummaryView,
  deliveryView,
  keyUsageView,
  tenantUsageView,
} from '../usage.ts';
import { verifyRoutes } from '../verify.ts';

/** The error body of API Gateway itself, before a function runs. */
export const gatewayDenial = z.object({ message: z.string().meta({ examples: ['Forbidden'] }) });

const [rateLimit, quotaLimit, creditLimit] = storedLimit.options;
const [hourPeriod, dayPeriod, monthPeriod, daysPeriod] = storedPeriod.options;
const [planRateLimit, planQuotaLimit, planCreditLimit] = storedPlanLimit.options;
const [newRateLimit, newQuotaLimit, newCreditLimit] = limit.options;
const [newHourPeriod, newDayPeriod, newMonthPeriod, newDaysPeriod] = period.options;
const [newPerson, newApplication] = ownerRoutes.createOwner.body.options;

/**
 * The schemas of the OpenAPI document that are not the body of a single route, by name. Client generators name a type after
 * its schema. A list or union of objects without a name gets names such as `CreateOwnerInputOneOf1PeriodOneOf2`.
 */
export const NAMED_SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  JsonValue: json,
  NoSettings: emptySettings,
  Problem: problem,
  ProblemIssue: problem.shape.issues.unwrap().element,
  GatewayDenial: gatewayDenial,

  Tenant: tenantView,
  Owner: ownerView,
  NewPerson: newPerson,
  NewApplication: newApplication,
  Key: keyView,
  ListedKey: keyRoutes.listKeys.response.body.shape.items.element,
  KeyWithDescendants: keyWithDescendantsView,
  IssuedKey: issuedKeyView,
  ReplacementKey: replacementKeyView,
  EndedKey: endedKeyView,
  RevokedKey: revokedKeyView,
  KeyToRevoke: keyRoutes.revokeKeys.body.shape.keys.element,
  RevocationResult: keyRoutes.revokeKeys.response.body.shape.results.element,
  KeySession: keySessionView,
  Session: sessionView,
  CreatedSession: createdSessionView,
  OwnKey: ownKeyView,
  IssuedOwnKey: ownIssuedKeyView,
  KeyToVerify: verifyRoutes.verify.body,
  Decision: verifyRoutes.verify.response.body,

  Limit: storedLimit,
  RateLimit: rateLimit,
  QuotaLimit: quotaLimit,
  CreditLimit: creditLimit,
  Period: storedPeriod,
  HourPeriod: hourPeriod,
  DayPeriod: dayPeriod,
  MonthPeriod: monthPeriod,
  DaysPeriod: daysPeriod,
  PlanLimit: storedPlanLimit,
  PlanRateLimit: planRateLimit,
  PlanQuotaLimit: planQuotaLimit,
  PlanCreditLimit: planCreditLimit,
  NewLimit: limit,
  NewRateLimit: newRateLimit,
  NewQuotaLimit: newQuotaLimit,
  NewCreditLimit: newCreditLimit,
  NewPeriod: period,
  NewHourPeriod: newHourPeriod,
  NewDayPeriod: newDayPeriod,
  NewMonthPeriod: newMonthPeriod,
  NewDaysPeriod: newDaysPeriod,
  Budgets: budgetsView,
  Budget: budgetsView.shape.budgets.element,

  ManagedKey: managedKeyView,
  ListedManagedKey: managedKeyRoutes.listManagedKeys.response.body.shape.items.element,
  ManagedKeyStatus: managedKeyStatusView,
  OtherActiveValue: managedKeyStatusView.shape.otherActiveValues.element,
  PolicyViolation: managedKeyStatusView.shape.violations.element,
  KeyWithViolations: managedKeyRoutes.listPolicyViolations.response.body.shape.items.element,
  UpcomingRotation: managedKeyRoutes.listUpcomingRotations.response.body.shape.items.element,
  StartedRotation: rotationStartedView,
  ReplacedValue: replacedValueView,
  Rotation: managedKeyRoutes.showRotations.response.body.shape.items.element,
  RotationStep: managedKeyRoutes.showRotations.response.body.shape.items.element.shape.steps.element,

  Delivery: deliveryView,
  KeyUsage: keyUsageView,
  CredentialUse: keyUsageView.shape.credentials.element,
  PermissionUse: keyUsageView.shape.permissions.element,
  DayCounts: keyUsageView.shape.days.element,
  TenantUsage: tenantUsageView,
  AccessLogPage: accessLogPage,
  AccessLogEntry: accessLogPage.shape.items.element,
  AccessLogSummary: accessLogSummaryView,
  HourCounts: accessLogSummaryView.shape.hours.element,
  KeyDenials: accessLogSummaryView.shape.keys.element,
  AddressRequests: accessLogSummaryView.shape.addresses.element,
  DormantKey: reportRoutes.reportDormant.response.body.shape.items.element,
  NeverUsedKey: reportRoutes.reportNeverUsed.response.body.shape.items.element,
  ExpiringKey: reportRoutes.reportExpiring.response.body.shape.items.element,
  KeyWithUnusedPermissions: reportRoutes.reportUnusedPermissions.response.body.shape.items.element,
  UnusedPermission:
    reportRoutes.reportUnusedPermissions.response.body.shape.items.element.shape.permissions.element,
  DeactivatedOwner: reportRoutes.reportDeactivatedOwners.response.body.shape.items.element,

  AuditEvent: auditRoutes.listAuditEvents.response.body.shape.items.element,
  AuditLink: auditRoutes.listAuditLinks.response.body.shape.items.element,
  LinkedAuditEvent: auditRoutes.listAuditLinks.response.body.shape.items.element.shape.events.element,
  AuditChainBeginning: chainBeginningView,
  AuditChain: auditRoutes.showAuditChain.response.body,
  TenantAlarm: alarmRoutes.showTenantAlarms.response.body.shape.items.element,

  Membership: consoleUserRoutes.me.response.body.shape.memberships.element,
  Profile: keyProfileView,
  CredentialLocation: keyProfileView.shape.credentials.element,
  CredentialFormat: keyProfileView.shape.formats.element,
  Plan: keyProfileView.shape.plans.valueType,
};
