/** Whether ten digits are an NHS number by their check digit (modulus 11, NHS Data Dictionary). */
export function isNhsNumber(digits: string): boolean {
  if (!/^\d{10}$/.test(digits)) return false;
  let sum = 0;
  for (let position = 0; position < 9; position += 1) {
    sum += Number(digits[position]) * (10 - position);
  }
  return (11 - (sum % 11)) % 11 === Number(digits[9]);
}

/**
 * NHS numbers in a folded text: ten digits in one piece, or in groups of at least three apart by a
 * space, full stop or hyphen (smaller groups would find them in any row of figures).
 */
export function nhsNumbersIn(folded: string): { start: number; end: number }[] {
  const runs = Array.from(folded.matchAll(/\d+/g), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
  })).filter(({ start, end }) => end - start >= 3 && standsAlone(folded, start, end));
  return runs.flatMap((first, position) => {
    let digits = '';
    let end = first.start;
    for (const run of runs.slice(position, position + 3)) {
      if (digits && !/^[ .-]{1,3}$/.test(folded.slice(end, run.start))) break;
      digits += folded.slice(run.start, run.end);
      end = run.end;
      if (digits.length >= 10) break;
    }
    return isNhsNumber(digits) ? [{ start: first.start, end }] : [];
  });
}

// "L9434765919" is somebody's local reference; "NHS9434765919" is not.
function standsAlone(folded: string, start: number, end: number): boolean {
  const before = folded.slice(Math.max(0, start - 8), start);
  if (/\p{L}/u.test(folded[end] ?? '')) return false;
  return !/\p{L}$/u.test(before) || /nhs(no|number)?$/.test(before);
}
