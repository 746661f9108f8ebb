import { z } from 'zod';

const keyText = z
  .base64()
  .refine((text) => Buffer.from(text, 'base64').length === 32, 'must be 32 random bytes in base64');

/** Secrets that stand in examples and must never reach a real installation. */
const defaultSecrets = new Set([Buffer.alloc(32).toString('base64')]);

const proxy = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
  error: 'must be addresses or ranges, separated by commas, such as 10.0.0.5,10.1.0.0/16',
});

const environmentSchema = z.object({
  NODE_ENV: z.enum(['production', 'local', 'test']).default('production'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  TEMPORAL_ADDRESS: z.string().min(1).default('localhost:7233'),
  TEMPORAL_NAMESPACE: z.string().min(1).default('default'),
  TEMPORAL_API_KEY: z.string().min(1).optional(),
  TASK_QUEUE: z.string().min(1).default('deepdive'),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }),
  MAIL_FROM: z.email(),
  MAIL_REPLY_TO: z.email().optional(),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  /** Proxies whose X-Forwarded-For is believed; from everybody else it is not read. */
  TRUSTED_PROXIES: z
    .string()
    .optional()
    .transform((text) => (text ?? '').split(',').flatMap((each) => each.trim() || []))
    .pipe(z.array(proxy)),
  /** Wraps the data keys of partnerships and audits. */
  MASTER_KEY: keyText,
  /** Signs cookies and CSRF tokens. */
  COOKIE_KEY: keyText,
  /** The sign-in service of the staff, where there is one. */
  OIDC_ISSUER: z.url({ protocol: /^https?$/ }).optional(),
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  OIDC_SCOPES: z
    .string()
    .regex(/\bopenid\b/, 'must hold openid')
    .default('openid email profile'),
  /** What people call it, on the button. */
  OIDC_NAME: z.string().min(1).max(60).default('your work account'),
  /** Which addresses it tells are believed: those that it calls verified, or all, being its own. */
  OIDC_ADDRESSES: z.enum(['verified', 'managed']).default('verified'),
  SIGN_IN_BY_EMAIL: z.enum(['all', 'groups', 'nobody']).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

export type Config = ReturnType<typeof readConfig>;

/** Reads the environment once; refuses, naming each variable that is missing, wrong or a default. */
export function readConfig(environment: NodeJS.ProcessEnv) {
  const parsed = environmentSchema.safeParse(environment);
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map(sentence));
  const env = parsed.data;
  const problems = [
    ...signInProblems(env),
    ...(env.NODE_ENV === 'production' ? productionProblems(env) : []),
  ];
  if (problems.length > 0) throw new ConfigError(problems);
  return {
    mode: env.NODE_ENV,
    databaseUrl: env.DATABASE_URL,
    temporal: {
      address: env.TEMPORAL_ADDRESS,
      namespace: env.TEMPORAL_NAMESPACE,
      apiKey: env.TEMPORAL_API_KEY,
      taskQueue: env.TASK_QUEUE,
    },
    mail: { url: env.SMTP_URL, from: env.MAIL_FROM, replyTo: env.MAIL_REPLY_TO },
    publicUrl: env.PUBLIC_URL.replace(/\/$/, ''),
    listen: { host: env.HOST, port: env.PORT },
    trustedProxies: env.TRUSTED_PROXIES,
    masterKey: Buffer.from(env.MASTER_KEY, 'base64'),
    cookieKey: Buffer.from(env.COOKIE_KEY, 'base64'),
    signIn: signInOf(env),
    logLevel: env.LOG_LEVEL,
  };
}

/** How staff sign in: by a service of their own, by an emailed link, or who by which. */
export interface SignInSettings {
  service: SignInServiceSettings | null;
  byEmail: 'all' | 'groups' | 'nobody';
}

export interface SignInServiceSettings {
  issuer: string;
  clientId: string;
  clientSecret: string;
  scopes: string;
  name: string;
  addresses: 'verified' | 'managed';
}

type Environment = z.infer<typeof environmentSchema>;

function signInOf(env: Environment): SignInSettings {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = env;
  const { OIDC_SCOPES: scopes, OIDC_NAME: name, OIDC_ADDRESSES: addresses } = env;
  const service =
    issuer && clientId && clientSecret
      ? { issuer, clientId, clientSecret, scopes, name, addresses }
      : null;
  return { service, byEmail: env.SIGN_IN_BY_EMAIL ?? (service ? 'nobody' : 'all') };
}

function signInProblems(env: Environment): string[] {
  const needed = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'] as const;
  const missing = needed.filter((name) => !env[name]);
  const wanted = missing.length < needed.length;
  if (wanted) return missing.map((name) => `${name} is missing: a sign-in service needs all three`);
  if ((env.SIGN_IN_BY_EMAIL ?? 'all') === 'all') return [];
  return ['SIGN_IN_BY_EMAIL must be all: without a sign-in service some could not sign in'];
}

export class ConfigError extends Error {
  readonly problems: string[];
  constructor(problems: string[]) {
    super(`The configuration cannot be used:\n${problems.map((each) => `  - ${each}`).join('\n')}`);
    this.problems = problems;
  }
}

function sentence(issue: z.core.$ZodIssue): string {
  const name = String(issue.path[0]);
  const missing = issue.code === 'invalid_type' && issue.input === undefined;
  return missing ? `${name} is missing` : `${name}: ${issue.message}`;
}

function productionProblems(env: Environment): string[] {
  const secrets = { MASTER_KEY: env.MASTER_KEY, COOKIE_KEY: env.COOKIE_KEY };
  const problems = Object.entries(secrets)
    .filter(([, value]) => defaultSecrets.has(value))
    .map(([name]) => `${name} is a published default: make one with "openssl rand -base64 32"`);
  if (env.MASTER_KEY === env.COOKIE_KEY) problems.push('MASTER_KEY and COOKIE_KEY are the same');
  if (!env.PUBLIC_URL.startsWith('https:')) problems.push('PUBLIC_URL must begin with https:');
  if (env.OIDC_ISSUER && !env.OIDC_ISSUER.startsWith('https:')) {
    problems.push('OIDC_ISSUER must begin with https:');
  }
  return problems;
}
