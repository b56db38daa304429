import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { assertFree, freePort } from '../../../scripts/local/port.ts';

it('takes a port that nothing listens on', async () => {
  await expect(assertFree(await freePort())).resolves.toBeUndefined();
});

it.each(['127.0.0.1', '0.0.0.0'])(
  'refuses a port that is taken on %s, and says how to go on',
  async (address) => {
    const port = await freePort();
    await using other = createServer((socket) => socket.destroy()).listen(port, address);
    await once(other, 'listening');
    await expect(assertFree(port)).rejects.toThrow(
      `port ${port} is taken; choose another with npm start -- --port <number>, or, if an emulator runs there ` +
        `that you want to use, AWS_ENDPOINT_URL=http://127.0.0.1:${port} npm start`,
    );
  },
);
