import type { LightMyRequestResponse } from 'fastify';
import type { Browser } from './app.ts';

/** Uploads a file through the form of a page, as a browser does. */
export async function upload(
  browser: Browser,
  given: { url: string; field: string; name: string; bytes: Uint8Array },
): Promise<LightMyRequestResponse> {
  const { url, field, name, bytes } = given;
  const page = await browser.get(url);
  const csrf = /name="_csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
  const boundary = 'deepdive-test-boundary';
  const head = [
    `--${boundary}\r\ncontent-disposition: form-data; name="_csrf"\r\n\r\n${csrf}\r\n`,
    `--${boundary}\r\ncontent-disposition: form-data; name="${field}"; filename="${name}"\r\n`,
    'content-type: text/csv\r\n\r\n',
  ].join('');
  const payload = Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  return browser.app.inject({
    method: 'POST',
    url,
    cookies: Object.fromEntries(browser.cookies),
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'sec-fetch-site': 'same-origin',
    },
    payload,
  });
}
