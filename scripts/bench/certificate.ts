import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BUILD_FOLDER } from './bundles.ts';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
  /** Where `cert` lies, for clients that are to trust it. */
  readonly file: string;
}

/** A certificate for 127.0.0.1, of two days; undefined where there is no OpenSSL to make one. */
export async function makeCertificate(): Promise<Certificate | undefined> {
  const [keyFile, file] = [join(BUILD_FOLDER, 'key.pem'), join(BUILD_FOLDER, 'cert.pem')];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyFile];
  const name = ['-subj', '/CN=postern-bench', '-addext', 'subjectAltName=IP:127.0.0.1'];
  await mkdir(BUILD_FOLDER, { recursive: true });
  try {
    await promisify(execFile)('openssl', ['req', '-x509', ...key, ...name, '-days', '2', '-out', file]);
  } catch {
    return undefined;
  }
  return { key: await readFile(keyFile, 'utf8'), cert: await readFile(file, 'utf8'), file };
}
