import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const secretsSchema = z.strictObject({
  databasePassword: z.string().min(1),
  masterKey: z.base64(),
  cookieKey: z.base64(),
});

export type Secrets = z.infer<typeof secretsSchema>;

/** The secrets of this clone's local mode: made on first use, the same ever after. */
export function localSecrets(file: string): Secrets {
  if (existsSync(file)) return secretsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const secrets = {
    databasePassword: randomBytes(24).toString('hex'),
    masterKey: randomBytes(32).toString('base64'),
    cookieKey: randomBytes(32).toString('base64'),
  };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  return secrets;
}
