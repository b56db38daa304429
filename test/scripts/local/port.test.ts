import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { assertFree, freePort } from '../../../scripts/local/port.ts';

it('accepts a free port', async () => {
  await expect(assertFree(await freePort())).resolves.toBeUndefined();
});

it.each(['127.0.0.1', '0.0.0.0'])('rejects a port in use on %s, with the next step', async (address) => {
  const port = await freePort();
  await using other = createServer((socket) => socket.destroy()).listen(port, address);
  await once(other, 'listening');
  await expect(assertFree(port)).rejects.toThrow(
    `Port ${port} is in use. Use another port: npm start -- --port <number>. To use an emulator on this port: ` +
      `AWS_ENDPOINT_URL=http://127.0.0.1:${port} npm start`,
  );
});
