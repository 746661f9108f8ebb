import type { LightMyRequestResponse } from 'fastify';
import type { Browser } from './app.ts';

/** Uploads a file through the form of a page, as a browser does. */
export async function upload(
  browser: Browser,
  given: {
    url: string;
    field: string;
    name: string;
    bytes: Uint8Array;
    /** What else is typed into the form. */
    fields?: Record<string, string>;
  },
): Promise<LightMyRequestResponse> {
  const { url, field, name, bytes, fields = {} } = given;
  const page = await browser.get(url);
  const csrf = /name="_csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
  const boundary = 'deepdive-test-boundary';
  const head = [
    ...Object.entries({ _csrf: csrf, ...fields }).map(
      ([key, value]) =>
        `--${boundary}\r\ncontent-disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`,
    ),
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
