/** How high it stands in an email, in pixels. */
const height = 48;
const widthAtMost = 480;

/** A logo as an email carries it. */
export interface EmailLogo {
  png: Buffer;
  width: number;
}

/** Only a PNG: Outlook shows no SVG, and then the name alone stands there. */
export function emailLogo(logo: Uint8Array | null): EmailLogo | null {
  const size = logo && pngSize(logo);
  if (!logo || !size) return null;
  const width = Math.round((size.width * height) / size.height);
  return { png: Buffer.from(logo), width: Math.min(width, widthAtMost) };
}

const pngStart = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

function pngSize(file: Uint8Array): { width: number; height: number } | null {
  if (file.length < 24 || !pngStart.every((byte, at) => file[at] === byte)) return null;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const [width, tall] = [view.getUint32(16), view.getUint32(20)];
  return width > 0 && tall > 0 ? { width, height: tall } : null;
}
