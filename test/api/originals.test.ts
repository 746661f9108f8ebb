import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { pageWords } from '../support/page-words.ts';
import { auditAtInvolvement, type RunningAudit } from '../support/running-audit.ts';
import { staffBrowser } from '../support/staff.ts';
import { upload } from '../support/uploads.ts';

const now = new Date('2027-03-01T10:00:00Z');
const scan = Buffer.from('%PDF-1.7 Tegan Blakemore, seen weekly \u0000\u00ff', 'latin1');
let test: TestApp;
let place: Aldermere;
let audit: RunningAudit;
let nadia: Browser;
let path: string;

beforeAll(async () => {
  test = await startApp(now.toISOString());
  place = await aldermere(test.records, now);
  audit = await auditAtInvolvement(test.records, place, now);
  nadia = await staffBrowser(test, place.id, place.people.nadia.id);
  path = `/console/audits/${audit.number}/involvement/police/answer`;
});
afterAll(() => test?.stop());

const rows = () => test.records.database.original.findMany();
const answers = () =>
  Object.fromEntries(audit.children.map(({ number }) => [`known-${number}`, 'no']));
const received = { from: 'Priya Nair', how: 'paper', receivedOn: '1 3 2027' };
const send = (name: string, fields: Record<string, string>, bytes: Buffer = scan) =>
  upload(nadia, { url: path, field: 'attachment', name, bytes, fields });

describe('the original of an answer that is entered for somebody', () => {
  it('is refused where it is of another kind, too large or empty, and what was typed stays', async () => {
    for (const [name, bytes, said] of [
      ['answer.html', scan, 'This kind of file cannot be kept'],
      ['answer.pdf.exe', scan, 'This kind of file cannot be kept'],
      ['answer.pdf', Buffer.alloc(0), 'The file is empty'],
    ] as const) {
      const reply = await send(name, { ...answers(), ...received }, bytes);
      expect(reply.statusCode, name).toBe(422);
      expect(pageWords(reply.body)).toContain(said);
      expect(reply.body).toContain('value="Priya Nair"');
    }
    const large = await send('answer.pdf', answers(), Buffer.alloc(6 * 1024 * 1024));
    expect(large.statusCode).toBe(413);
    expect(await rows()).toEqual([]);
  });

  it('is kept sealed, also while the rest of the form is put right, and given back as it was', async () => {
    const name = '..\\scans\\Lead"s <answer>\r\n 1.pdf';
    const wrong = await send(encodeURIComponent(name).replace(/%../g, '_'), answers());
    expect(wrong.statusCode).toBe(422);
    expect(pageWords(wrong.body)).toContain('Kept with it:');
    const original = /name="original" value="([^"]+)"/.exec(wrong.body)?.[1] ?? '';
    const again = await nadia.post(path, { ...answers(), ...received, original });
    expect(again.statusCode).toBe(303);

    const [row, ...others] = await rows();
    expect(others).toEqual([]);
    expect(row?.id).toBe(original);
    expect(Buffer.from(row?.contentSealed ?? []).toString('latin1')).not.toContain('Tegan');
    const list = await nadia.get(`/console/audits/${audit.number}/originals`);
    expect(pageWords(list.body)).toContain('Nadia');
    const file = await nadia.get(`/console/audits/${audit.number}/originals/${original}`);
    expect(file.rawPayload).toEqual(scan);
    expect(file.headers['content-type']).toBe('application/octet-stream');
    expect(file.headers['content-disposition']).toMatch(/^attachment; filename="[^"\r\n]+\.pdf"/);
    const overview = await nadia.get(`/console/audits/${audit.number}/involvement`);
    expect(pageWords(overview.body)).toContain('the original is kept as');
  });

  it('is given to nobody who may only look, nor to another partnership', async () => {
    const [row] = await rows();
    const ruth = await staffBrowser(test, place.id, place.people.ruth.id);
    const url = `/console/audits/${audit.number}/originals/${row?.id}`;
    expect((await ruth.get(url)).statusCode).toBe(403);
    const elsewhere = await aldermere(test.records, now, 'elsewhere');
    const theirs = await auditAtInvolvement(test.records, elsewhere, now);
    const other = await staffBrowser(test, elsewhere.id, elsewhere.people.nadia.id);
    const own = `/console/audits/${theirs.number}/originals/${row?.id}`;
    expect((await other.get(own)).statusCode).toBe(404);
    const taken = await other.post(`/console/audits/${theirs.number}/involvement/police/answer`, {
      ...answers(),
      original: row?.id ?? '',
    });
    expect(pageWords(taken.body)).not.toContain('Kept with it');
  });
});
