import type { LocalDeployment } from '../../../lib/contracts/local-deployment.ts';

/** The description that `npm start` writes for an emulator on `port`. */
export function localDeploymentAt(port: number): LocalDeployment {
  return {
    endpointUrl: `http://localhost:${port}`,
    region: 'us-east-1',
    profile: 'default',
    apiUrl: `http://abcdef01.execute-api.localhost:${port}`,
    sampleRestUrl: `http://localhost:${port}/_aws/execute-api/abcdef02/prod`,
    sampleHttpUrl: `http://localhost:${port}/_aws/execute-api/abcdef03/$default`,
    sampleGuardUrl: `http://localhost:${port}/_aws/execute-api/abcdef04`,
    keyTable: 'keys',
    limitsTable: 'limits',
    usageTable: 'usage',
    tenant: 'demo',
    demoKey: 'pst_live_demo',
    demoKeyId: '0Ab1Cd2Ef3Gh',
    admin: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example-secret' },
  };
}
