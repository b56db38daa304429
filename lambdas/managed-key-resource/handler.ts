import {
  type ResourceRequest,
  type ResourceResponse,
  resourceRequest,
} from '../../lib/contracts/managed-key-resource.ts';
import { type CreateDeps, createResource } from './create.ts';
import { type DeleteDeps, deleteResource } from './delete.ts';
import { failureResponse, NO_RESPONSE } from './result.ts';
import { updateResource } from './update.ts';

export interface ManagedKeyResourceDeps extends CreateDeps, DeleteDeps {
  /** @throws Error if it could not be delivered */
  readonly respond: (request: ResourceRequest, response: ResourceResponse) => Promise<void>;
  /** One line each. */
  readonly log: (line: string) => void;
}

/**
 * Makes the CloudFormation provider of managed keys. Every request is idempotent and gets a response. If the response
 * cannot be delivered, the function fails and Lambda retries it.
 */
export function createHandler(deps: ManagedKeyResourceDeps) {
  return async (event: unknown): Promise<void> => {
    const request = resourceRequest.parse(event);
    const response = await responseTo(deps, request);
    deps.log(logLine(request, response));
    await deps.respond(request, response);
  };
}

async function responseTo(deps: ManagedKeyResourceDeps, request: ResourceRequest): Promise<ResourceResponse> {
  try {
    switch (request.RequestType) {
      case 'Create':
        return await createResource(deps, request);
      case 'Update':
        return await updateResource(deps.send, request);
      case 'Delete':
        return await deleteResource(deps, request);
    }
  } catch {
    return failureResponse(request, NO_RESPONSE);
  }
}

function logLine(
  { RequestType, RequestId, StackId, LogicalResourceId }: ResourceRequest,
  { Status, Reason, PhysicalResourceId }: ResourceResponse,
): string {
  return `${JSON.stringify({
    postern: 'managed-key-resource',
    request: RequestType,
    requestId: RequestId,
    stack: StackId,
    resource: LogicalResourceId,
    key: PhysicalResourceId,
    status: Status,
    reason: Reason,
  })}\n`;
}
