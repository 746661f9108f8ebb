/** How a text file was written. */
export type Encoding = 'UTF-8' | 'UTF-16' | 'Windows-1252';

export type DecodedText =
  | { ok: true; text: string; encoding: Encoding }
  | { ok: false; problem: { row?: number; message: string } };

export const maxUploadBytes = 5_000_000;

const asCsv = 'Open it, choose "Save as" and then "CSV UTF-8 (comma delimited)".';

const otherFormats: { begins: number[]; message: string }[] = [
  {
    begins: [0x50, 0x4b, 0x03, 0x04],
    message: `This is an Excel workbook, not a CSV file. ${asCsv}`,
  },
  {
    begins: [0xd0, 0xcf, 0x11, 0xe0],
    message: `This is an Excel workbook, not a CSV file. ${asCsv}`,
  },
  {
    begins: [0x25, 0x50, 0x44, 0x46],
    message: 'This is a PDF, not a CSV file. Save the list as CSV.',
  },
];

/** Turns an uploaded text file into text, whichever of the usual encodings it was saved in. */
export function decodeUpload(bytes: Uint8Array): DecodedText {
  if (bytes.length === 0) return refused('The file is empty.');
  if (bytes.length > maxUploadBytes) {
    return refused('The file is larger than 5 MB. Keep only the columns asked for.');
  }
  const other = otherFormats.find(({ begins }) => begins.every((byte, at) => bytes[at] === byte));
  if (other) return refused(other.message);

  const sixteen = utf16Of(bytes);
  if (sixteen) return checked(new TextDecoder(sixteen).decode(bytes), 'UTF-16');
  try {
    return checked(new TextDecoder('utf-8', { fatal: true }).decode(bytes), 'UTF-8');
  } catch {
    return windows1252(bytes);
  }
}

function checked(text: string, encoding: Encoding): DecodedText {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is being looked for
  const odd = text.search(/[\u0000-\u0008\u000e-\u001f]/);
  if (odd < 0) return { ok: true, text, encoding };
  const row = text.slice(0, odd).split(/\r\n|\r|\n/).length;
  return refused(`Row ${row} holds signs that are not text. ${asCsv}`, row);
}

// Without a mark at the beginning, UTF-16 shows itself by a zero in every other byte.
function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const sample = bytes.subarray(0, 1000);
  const zeros = [0, 0];
  for (const [at, byte] of sample.entries())
    if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (odd > sample.length / 4 && even === 0) return 'utf-16le';
  if (even > sample.length / 4 && odd === 0) return 'utf-16be';
  return null;
}

// Bytes 0x80 to 0x9f. Written out because some releases of Node read this encoding as ISO 8859-1;
// the five bytes that it does not define stand as spaces.
const windowsSigns = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';

function windows1252(bytes: Uint8Array): DecodedText {
  let text = '';
  let row = 1;
  for (const byte of bytes) {
    const sign = byte < 0x80 || byte > 0x9f ? String.fromCharCode(byte) : windowsSigns[byte - 0x80];
    if (sign === undefined || (sign === ' ' && byte !== 0x20)) {
      return refused(`Row ${row} cannot be read as text. ${asCsv}`, row);
    }
    if (sign === '\n') row += 1;
    text += sign;
  }
  return checked(text, 'Windows-1252');
}

function refused(message: string, row?: number): DecodedText {
  return { ok: false, problem: row === undefined ? { message } : { row, message } };
}
