import { paginateGetParametersByPath, type SSMClient } from '@aws-sdk/client-ssm';
import { sourcesPath, usageSource } from '../../contracts/usage-sources.ts';
import { UnavailableError } from '../../core/store.ts';
import type { Source } from '../../core/usage/delivery.ts';
import type { Sources } from '../../core/usage/usage-store.ts';

/**
 * The usage sources that are currently registered in a deployment.
 *
 * @throws UnavailableError if Systems Manager does not respond or a parameter cannot be parsed
 */
export function createSources(client: SSMClient, usageTable: string): Sources {
  return {
    list: async () => {
      const sources: Source[] = [];
      try {
        const pages = paginateGetParametersByPath({ client }, { Path: sourcesPath(usageTable) });
        for await (const { Parameters = [] } of pages) {
          sources.push(...Parameters.map(({ Value = '' }) => usageSource.parse(JSON.parse(Value))));
        }
      } catch (cause) {
        throw new UnavailableError('the usage sources could not be read; try again', { cause });
      }
      return sources;
    },
  };
}
