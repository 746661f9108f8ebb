import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';

const proxy = '10.0.0.5';
let behind: TestApp;
let bare: TestApp;

beforeAll(async () => {
  behind = await startApp('2027-01-11T10:00:00.000Z', { trustedProxies: [proxy] });
  bare = await startApp('2027-01-11T10:00:00.000Z');
});
afterAll(async () => {
  await behind?.stop();
  await bare?.stop();
});

/** How many requests somebody has left, as the api counts them. */
async function left(test: TestApp, remoteAddress: string, forwardedFor: string): Promise<number> {
  const { headers } = await test.app.inject({
    url: '/console/sign-in',
    remoteAddress,
    headers: { 'x-forwarded-for': forwardedFor },
  });
  return Number(headers['x-ratelimit-remaining']);
}

describe('the limit of requests', () => {
  it('is each visitor’s own behind a proxy that is named', async () => {
    const first = await left(behind, proxy, '198.51.100.7');
    expect(await left(behind, proxy, '198.51.100.8')).toBe(first);
    expect(await left(behind, proxy, '198.51.100.7')).toBe(first - 1);
  });

  it('is not escaped by an address that a visitor makes up', async () => {
    const first = await left(behind, proxy, '203.0.113.1, 198.51.100.9');
    expect(await left(behind, proxy, '203.0.113.2, 198.51.100.9')).toBe(first - 1);
    const stranger = await left(behind, '192.0.2.4', '198.51.100.7');
    expect(await left(behind, '192.0.2.4', '198.51.100.8')).toBe(stranger - 1);
  });

  it('does not read the header where no proxy is named', async () => {
    const first = await left(bare, proxy, '198.51.100.7');
    expect(await left(bare, proxy, '198.51.100.8')).toBe(first - 1);
  });
});
