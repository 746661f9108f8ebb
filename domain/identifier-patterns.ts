import type { FoldedText } from './folded-text.ts';
import { nhsNumbersIn } from './nhs-number.ts';

export interface PatternHit {
  kind:
    | 'nhs-number'
    | 'postcode'
    | 'pupil-number'
    | 'national-insurance-number'
    | 'phone'
    | 'email';
  start: number;
  end: number;
}

const postcodeAreas =
  `ab al b ba bb bd bh bl bn br bs bt ca cb cf ch cm co cr ct cv cw da dd de dg dh
  dl dn dt dy e ec eh en ex fk fy g gl gu gy ha hd hg hp hr hs hu hx ig im ip iv je ka kt kw ky l la ld
  le ll ln ls lu m me mk ml n ne ng nn np nr nw ol ox pa pe ph pl po pr rg rh rm s sa se sg sk sl sm sn
  so sp sr ss st sw sy ta td tf tn tq tr ts tw ub w wa wc wd wf wn wr ws wv yo ze`.split(/\s+/);

const alone = { before: '(?<![\\p{L}\\p{N}])', after: '(?![\\p{L}\\p{N}])' };

// Every pattern begins at the border of a word and has a bounded length, so a long text is read once.
const patterns: [PatternHit['kind'], RegExp][] = [
  [
    'postcode',
    standing(
      `(?:${postcodeAreas.join('|')})(?:\\d{1,2}|\\d[a-z])[ -]{0,2}(?<inward>\\d[abd-hjlnp-uw-z]{2})`,
    ),
  ],
  ['pupil-number', standing('[a-hj-np-rt-z]\\d{11}[\\da-hj-np-rt-z]')],
  [
    'national-insurance-number',
    standing('[a-ceghj-prtw-z][a-ceghj-nprtw-z][ -]?\\d{2}[ -]?\\d{2}[ -]?\\d{2}[ -]?[a-d]'),
  ],
  ['phone', /(?<![\d+])(?:(?:\+44|0044)(?:[ .-]?\(?0\)?)?|\(?0)(?:[ ().-]{0,3}\d){9,10}(?!\d)/gu],
  ['email', /(?<![\w.+'-])[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/gu],
];

/** Numbers and addresses that identify whoever they belong to, known to the audit or not. */
export function patternHits(text: FoldedText): PatternHit[] {
  const nhs = nhsNumbersIn(text.folded).map((span) => ({ kind: 'nhs-number' as const, ...span }));
  const others = patterns.flatMap(([kind, pattern]) =>
    Array.from(text.folded.matchAll(pattern), (match) => ({
      kind,
      start: match.index,
      end: match.index + match[0].length,
      inward: match.groups?.inward,
    })),
  );
  return [...nhs, ...others.filter((hit) => isPlausible(text, hit))].map(
    ({ kind, start, end }) => ({
      kind,
      start,
      end,
    }),
  );
}

function isPlausible(text: FoldedText, hit: PatternHit & { inward: string | undefined }): boolean {
  const found = text.folded.slice(hit.start, hit.end);
  // "the M4 2nd exit": an ordinal, unless it is written in capitals.
  if (hit.inward && /^(1st|2nd|3rd|\dth)$/.test(hit.inward)) {
    return /[A-Z]{2}$/.test(text.original.slice(text.starts[hit.start], text.ends[hit.end - 1]));
  }
  if (hit.kind !== 'phone') return true;
  const groups = found.match(/\d+/g) ?? [];
  const national = groups.join('').replace(/^(0044|44)0?/, '0');
  // A row of figures has more groups than anybody would read out.
  return groups.length <= 5 && /^0[1-35789]\d{8,9}$/.test(national);
}

function standing(pattern: string): RegExp {
  return new RegExp(`${alone.before}(?:${pattern})${alone.after}`, 'gu');
}
