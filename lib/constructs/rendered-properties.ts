import { type CfnResource, Stack } from 'aws-cdk-lib';

/** The properties of a resource as rendered in the template, with all overrides. Call it during validation. */
export function renderedProperties(element: CfnResource): Readonly<Record<string, unknown>> {
  const fragment: unknown = Stack.of(element).resolve(element._toCloudFormation());
  const [resource] = Object.values(fieldsOf(fieldsOf(fragment).Resources));
  return fieldsOf(fieldsOf(resource).Properties);
}

export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
