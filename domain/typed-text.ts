/**
 * What somebody typed or pasted, without what no page, email or file can hold: NULs and other
 * control characters, soft hyphens, halves of characters. The bullets of a word processor's symbol
 * fonts become bullets, its line breaks line breaks. Everything else stays as it is.
 */
export function cleanTyped(text: string): string {
  return text
    .replace(lineBreaks, '\n')
    .replace(notText, '')
    .replace(symbolBullets, '•')
    .replace(halves, '\ufffd');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: a word processor's line break is one
const lineBreaks = /[\u000b\u0085\u2028\u2029]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const notText = /[\u0000-\u0008\u000c\u000e-\u001f\u007f-\u009f\u00ad\ufeff]/g;
const symbolBullets = /[\uf020-\uf0ff]/g;
const halves = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
