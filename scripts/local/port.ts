import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { Failure } from './failure.ts';

export const LOOPBACK_ADDRESS = '127.0.0.1';

/**
 * Checks by connecting: some systems allow binding a port of 127.0.0.1 that another program serves on all addresses.
 * @throws Failure if a program listens on the port
 */
export async function assertFree(port: number): Promise<void> {
  const socket = connect(port, LOOPBACK_ADDRESS);
  try {
    await once(socket, 'connect');
  } catch {
    return;
  } finally {
    socket.destroy();
  }
  throw new Failure(
    `Port ${port} is in use. Use another port: npm start -- --port <number>. To use an emulator on this port: ` +
      `AWS_ENDPOINT_URL=${endpointAt(port)} npm start`,
  );
}

/** Returns the URL of an emulator on a local port. */
export function endpointAt(port: number): string {
  return `http://${LOOPBACK_ADDRESS}:${port}`;
}

/** Returns a free port. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, LOOPBACK_ADDRESS);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port');
  return address.port;
}
