import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Response } from '../api/client.ts';
import { ErrorAlert } from '../shell/error-alert.tsx';
import { hrefOf } from '../shell/route.ts';
import { useTenant } from '../shell/tenant-context.ts';
import { keyTerms } from './key-terms.ts';
import { decisionText, nextStep } from './outcome-text.ts';

/** Explains the decision on a value. The value is sent to the verify route and is not stored. */
export function ExplainValue() {
  const { client, tenant, profile } = useTenant();
  const { key } = keyTerms(profile);
  const [value, setValue] = useState('');
  const [permission, setPermission] = useState('');
  const [isSubmitted, setSubmitted] = useState(false);
  const decision = useMutation({
    mutationFn: () =>
      client.call('verify', {
        params: { tenant },
        body: { value: value.trim(), ...(permission.trim() !== '' && { permission: permission.trim() }) },
      }),
    gcTime: 0,
  });
  return (
    <SpaceBetween size="l">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setSubmitted(true);
          if (value.trim() !== '') decision.mutate();
        }}
      >
        <Container>
          <SpaceBetween size="m">
            <FormField
              label={`Value of the ${key}`}
              description="It is sent to this API only, does not count as use, and is not stored."
              errorText={isSubmitted && value.trim() === '' ? 'Enter a value.' : undefined}
            >
              <Input
                value={value}
                type="password"
                autoComplete={false}
                onChange={({ detail }) => setValue(detail.value)}
              />
            </FormField>
            <FormField
              label="Permission of the request"
              description="If it is empty, every accepted key is allowed."
            >
              <Input
                value={permission}
                placeholder="read"
                onChange={({ detail }) => setPermission(detail.value)}
              />
            </FormField>
            <Button variant="primary" loading={decision.isPending}>
              Explain
            </Button>
          </SpaceBetween>
        </Container>
      </form>
      {decision.error && <ErrorAlert error={decision.error} />}
      {decision.data && <Decision decision={decision.data} />}
    </SpaceBetween>
  );
}

function Decision({ decision }: { readonly decision: Response<'verify'> }) {
  const { tenant } = useTenant();
  const { outcome, key, permissions } = decision;
  return (
    <Alert type={outcome === 'allowed' ? 'success' : 'error'} header={decisionText(outcome)}>
      <SpaceBetween size="xs">
        <span>{nextStep(outcome)}</span>
        {permissions && <span>{`Effective permissions: ${permissions.join(', ')}`}</span>}
        {key && <Link href={hrefOf([tenant, 'keys', key.id])}>{key.name ?? key.hint}</Link>}
      </SpaceBetween>
    </Alert>
  );
}
