import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { processDocument, processSvg } from '../../documents/process-html.ts';
import { processDrawing } from '../../domain/process-drawing.ts';
import { type Profile, profileSchema } from '../../domain/profile.ts';

function profileIn(file: string): Profile {
  const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
  return profileSchema.parse(parse(text));
}

const deepDive = profileIn('profiles/wscp-deep-dive.yaml');
const deskReview = profileIn('test/support/profiles/desk-review.yaml');

it.each([deepDive, deskReview])('draws no stage of $profile over another', (profile) => {
  const { boxes, width, height } = processDrawing(profile);
  expect(boxes).toHaveLength(profile.stages.length);
  for (const [at, box] of boxes.entries()) {
    expect(box.x + box.width).toBeLessThanOrEqual(width);
    expect(box.y + box.height).toBeLessThanOrEqual(height);
    for (const other of boxes.slice(at + 1)) {
      const apart =
        other.x >= box.x + box.width ||
        box.x >= other.x + other.width ||
        other.y >= box.y + box.height ||
        box.y >= other.y + other.height;
      expect(apart).toBe(true);
    }
  }
});

it('draws stages that run beside one another side by side, each below what it comes after', () => {
  const { boxes } = processDrawing(deskReview);
  const at = (key: string) => boxes[deskReview.stages.findIndex((stage) => stage.key === key)];
  expect(at('authors')?.y).toBe(at('actions')?.y);
  expect(at('authors')?.x).not.toBe(at('actions')?.x);
  expect(at('authors')?.y).toBeGreaterThan(at('summary')?.y ?? 0);
});

it('says in words what the drawing shows, and brings nothing from elsewhere', () => {
  const page = processDocument(deepDive);
  expect(page).toContain('role="img" aria-labelledby="process-title process-desc"');
  expect(page).toContain(
    '5. Pack. Begins when 3 (Who is involved) has ended; 4 may still be running.',
  );
  expect(page.match(/<th scope="row(group)?"/g)?.length).toBe(deepDive.stages.length);
  expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|src=|href=/);
});

it('shows what a profile says as text, whatever it holds', () => {
  const hostile = { ...deskReview, title: '<script>alert(1)</script>' };
  expect(processSvg(hostile)).not.toContain('<script>');
  expect(processDocument(hostile)).not.toContain('<script>');
});
