/** Another audit of the partnership, as far as its focus tells what it looks at. */
export interface OtherAudit {
  number: string;
  focus: string;
}

// Words that every focus may have: two audits are not alike because both have them.
const common = new Set(
  'about after agencies agency audit before between care case cases child childhood children concern concerns family families from have home into multi other over partnership people practice response respond responses safeguarding services their them they this through understanding under what when where which with within work working young'.split(
    ' ',
  ),
);

/**
 * The other audits whose focus shares a telling word with this one, each with the words shared, so
 * that an audit complements the others and does not repeat them (CH-4). Nothing is decided by it.
 */
export function overlapping(
  focus: string,
  others: readonly OtherAudit[],
): (OtherAudit & { shared: string[] })[] {
  const own = tellingWords(focus);
  return others.flatMap((other) => {
    const shared = [...tellingWords(other.focus)].filter((word) => own.has(word)).sort();
    return shared.length > 0 ? [{ ...other, shared }] : [];
  });
}

function tellingWords(text: string): Set<string> {
  const words = text.toLowerCase().match(/\p{L}{4,}/gu) ?? [];
  return new Set(words.filter((word) => !common.has(word)));
}
