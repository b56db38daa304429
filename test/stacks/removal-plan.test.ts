import { describe, expect, it } from 'vitest';
import type { RemovableStack } from '../../lib/api-client/removal-account.ts';
import { planOf } from '../../lib/cli/removal/plan.ts';
import { STACKS, stackName } from '../../lib/contracts/stacks.ts';
import type { StageSettings } from '../../lib/stages/stage.ts';
import { STAGE_VARIANTS, type TemplateResource, templatesOf } from '../support/stage-variants.ts';

function isRetained({ DeletionPolicy }: TemplateResource): boolean {
  return DeletionPolicy?.startsWith('Retain') ?? false;
}

/** The stacks of a deployment as the CLI reads them. The ID of each resource is its path. */
function deployed(settings: StageSettings): readonly RemovableStack[] {
  return [...templatesOf(settings)].map(([name, { Resources }]) => ({
    name,
    deletedAtMs: undefined,
    resources: Object.entries(Resources).map(([id, each]) => ({
      type: each.Type,
      id: `${name}/${id}`,
      isRetained: isRetained(each),
      properties: each.Properties,
    })),
  }));
}

function plan(settings: StageSettings) {
  const { stage, region } = settings;
  return planOf({ stage, region, stacks: deployed(settings), secrets: [], nowMs: 0 });
}

function retainedIn(settings: StageSettings): readonly string[] {
  return deployed(settings).flatMap(({ resources }) =>
    resources.filter((each) => each.isRetained).map(({ id }) => id),
  );
}

describe.each(Object.entries(STAGE_VARIANTS))('the removal plan of the settings: %s', (_, settings) => {
  it('names every retained resource', () => {
    const { retained, waits } = plan(settings);
    const named = [...retained, ...waits].map(({ id }) => id);
    const missing = retainedIn(settings).filter((id) => !named.includes(id));
    // The policy is deleted with its bucket.
    expect(missing.filter((id) => !id.includes('ArchivePolicy'))).toEqual([]);
  });

  it('retains nothing with removal: destroy, and waits for the archive and the encryption keys', () => {
    const removable: StageSettings = { ...settings, removal: 'destroy' };
    const { retained, waits } = plan(removable);
    const types = deployed(removable).flatMap(({ resources }) => resources.map(({ type }) => type));
    expect(retained).toEqual([]);
    expect(waits.length).toBe(
      types.filter((type) => type === 'AWS::KMS::Key' || type === 'AWS::S3::Bucket').length,
    );
  });

  it('reads every stack of the deployment', () => {
    const known = STACKS.map((stack) => stackName(settings.stage, stack));
    expect(known).toEqual(expect.arrayContaining(deployed(settings).map(({ name }) => name)));
  });
});
