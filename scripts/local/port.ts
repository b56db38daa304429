import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { Failure } from './failure.ts';

export const LOOPBACK_ADDRESS = '127.0.0.1';

/**
 * Asks by connecting: on some systems one can bind a port of 127.0.0.1 that another program serves on all addresses.
 * @throws Failure if something answers on the port
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
    `port ${port} is taken; choose another with npm start -- --port <number>, or, if an emulator ` +
      `runs there that you want to use, AWS_ENDPOINT_URL=${endpointAt(port)} npm start`,
  );
}

/** The URL of the emulator that listens on a port of this machine. */
export function endpointAt(port: number): string {
  return `http://${LOOPBACK_ADDRESS}:${port}`;
}

/** A port that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, LOOPBACK_ADDRESS);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port');
  return address.port;
}
