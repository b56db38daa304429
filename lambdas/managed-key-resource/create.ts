import {
  type ResourceRequest,
  type ResourceResponse,
  readManagedKey,
} from '../../lib/contracts/managed-key-resource.ts';
import type { RotationAnswer } from '../../lib/contracts/rotation-command.ts';
import { SECRET_TROUBLES } from '../../lib/core/rotation/failures.ts';
import { manageCommand, type SendCommand } from './commands.ts';
import { failed, succeeded, undecided } from './result.ts';
import { refusalWords, subjectOf } from './words.ts';

/** Makes or adopts a key. Asked again with the same request, it answers with the key of the first time. */
export async function createKey(send: SendCommand, request: ResourceRequest): Promise<ResourceResponse> {
  const read = readManagedKey(request.ResourceProperties);
  if ('wrong' in read) return failed(request, read.wrong);
  const answer = await send(manageCommand(request, read.properties));
  if (answer.outcome === 'done') return succeeded(answer);
  const reason = refusalWords(answer, subjectOf(read.properties));
  return MAY_HAVE_MADE.includes(answer.outcome) ? undecided(request, reason) : failed(request, reason);
}

/** What may stop a creation after its key was made: the deletion that follows looks for that key. */
const MAY_HAVE_MADE: readonly RotationAnswer['outcome'][] = [...SECRET_TROUBLES, 'busy', 'contended'];
