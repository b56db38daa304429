const STACK = 'arn:aws:cloudformation:eu-central-1:111122223333:stack/Payments/5f3a';

/** The properties of `keys.managedKey` in the CloudFormation format: numbers and booleans as text. */
export const PROPERTIES = {
  ServiceToken: 'arn:aws:lambda:eu-central-1:111122223333:function:provider',
  Tenant: 'acme',
  Owner: 'payments',
  Name: 'Payments',
  Schedule: 'postern',
  RotateEveryMs: '7776000000',
  ConsumerCacheMs: '3600000',
  OverlapMs: '86400000',
  RetireWhenUnused: 'false',
  RetireDeadlineMs: '604800000',
  Windows: ['sat 02:00-04:00'],
  Readers: ['arn:aws:iam::111122223333:role/reader'],
  RevokeOnDelete: 'false',
};

const { Owner: _owner, Name: _name, RevokeOnDelete: _revoke, ...shared } = PROPERTIES;
/** The properties of an adopted key. */
export const ADOPTING = { ...shared, AdoptedKey: 'key1' };

const request = {
  RequestId: 'request-1',
  ResponseURL: 'https://cloudformation.example.com/answer?signature=s3cr3t',
  StackId: STACK,
  LogicalResourceId: 'PaymentsKey',
  ResourceType: 'Custom::PosternManagedKey',
};

export function createRequest(given: Record<string, unknown> = {}) {
  return { ...request, RequestType: 'Create', ResourceProperties: PROPERTIES, ...given };
}

export function updateRequest(properties: Record<string, unknown>, given: Record<string, unknown> = {}) {
  return {
    ...request,
    RequestType: 'Update',
    PhysicalResourceId: 'key1',
    ResourceProperties: { ...PROPERTIES, ...properties },
    OldResourceProperties: PROPERTIES,
    ...given,
  };
}

export function deleteRequest(given: Record<string, unknown> = {}) {
  return {
    ...request,
    RequestType: 'Delete',
    PhysicalResourceId: 'key1',
    ResourceProperties: PROPERTIES,
    ...given,
  };
}
