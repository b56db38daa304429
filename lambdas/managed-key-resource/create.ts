import {
  type ResourceRequest,
  type ResourceResponse,
  readManagedKey,
} from '../../lib/contracts/managed-key-resource.ts';
import { manageCommand, type SendCommand } from './commands.ts';
import { failed, succeeded } from './result.ts';
import { refusalWords } from './words.ts';

/** Makes or adopts a key. Asked again with the same request, it answers with the key of the first time. */
export async function createKey(send: SendCommand, request: ResourceRequest): Promise<ResourceResponse> {
  const read = readManagedKey(request.ResourceProperties);
  if ('wrong' in read) return failed(request, read.wrong);
  const answer = await send(manageCommand(request, read.properties));
  return answer.outcome === 'done'
    ? succeeded(answer)
    : failed(request, refusalWords(answer, read.properties));
}
