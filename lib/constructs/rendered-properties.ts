import { type CfnResource, Stack } from 'aws-cdk-lib';

/** The properties of a resource as its template will have them, with every override. Call it when the app is validated. */
export function renderedProperties(element: CfnResource): Readonly<Record<string, unknown>> {
  const fragment: unknown = Stack.of(element).resolve(element._toCloudFormation());
  const [resource] = Object.values(fieldsOf(fieldsOf(fragment).Resources));
  return fieldsOf(fieldsOf(resource).Properties);
}

export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
