import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../config.ts';

const complete = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgresql://deepdive@db.example/deepdive',
  SMTP_URL: 'smtps://mail.example',
  MAIL_FROM: 'audits@aldermere.example',
  PUBLIC_URL: 'https://audits.aldermere.example',
  MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
  COOKIE_KEY: Buffer.alloc(32, 8).toString('base64'),
};

const service = {
  OIDC_ISSUER: 'https://login.example',
  OIDC_CLIENT_ID: 'deepdive',
  OIDC_CLIENT_SECRET: 'secret',
};

function problemsOf(change: NodeJS.ProcessEnv): string[] {
  try {
    readConfig({ ...complete, ...change });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('a configuration for real servers', () => {
  it('is read when it is complete', () => {
    expect(problemsOf({})).toEqual([]);
  });

  it('is refused with the name of each variable that is missing', () => {
    const missing = { MASTER_KEY: undefined, COOKIE_KEY: undefined, DATABASE_URL: undefined };
    expect(problemsOf(missing)).toEqual([
      'DATABASE_URL is missing',
      'MASTER_KEY is missing',
      'COOKIE_KEY is missing',
    ]);
  });

  it.each(['MASTER_KEY', 'COOKIE_KEY'])('is refused with a published %s', (name) => {
    const problems = problemsOf({ [name]: Buffer.alloc(32).toString('base64') });
    expect(problems).toEqual([
      `${name} is a published default: make one with "openssl rand -base64 32"`,
    ]);
  });

  it.each([
    ['too short', 'c2hvcnQ='],
    ['a word', 'changeme'],
    ['empty', ''],
  ])('is refused with a MASTER_KEY that is %s', (_what, value) => {
    expect(problemsOf({ MASTER_KEY: value }).join()).toContain('MASTER_KEY: ');
  });

  it('is refused with one secret for two purposes, and with links that anybody could read', () => {
    const problems = problemsOf({
      COOKIE_KEY: complete.MASTER_KEY,
      PUBLIC_URL: 'http://audits.aldermere.example',
    });
    expect(problems).toEqual([
      'MASTER_KEY and COOKIE_KEY are the same',
      'PUBLIC_URL must begin with https:',
    ]);
  });

  it('trusts no proxy unless it is named, by address or range', () => {
    expect(readConfig(complete).trustedProxies).toEqual([]);
    const named = readConfig({ ...complete, TRUSTED_PROXIES: '10.0.0.5, 10.1.0.0/16,::1' });
    expect(named.trustedProxies).toEqual(['10.0.0.5', '10.1.0.0/16', '::1']);
    for (const value of ['true', '*', '10.0.0.5;10.0.0.6', '1']) {
      expect(problemsOf({ TRUSTED_PROXIES: value })).toEqual([
        'TRUSTED_PROXIES: must be addresses or ranges, separated by commas, such as 10.0.0.5,10.1.0.0/16',
      ]);
    }
  });

  it('has staff sign in by emailed link, unless they have a sign-in service', () => {
    expect(readConfig(complete).signIn).toEqual({ service: null, byEmail: 'all' });
    const { signIn } = readConfig({ ...complete, ...service });
    expect(signIn).toMatchObject({ byEmail: 'nobody', service: { addresses: 'verified' } });
    expect(problemsOf({ ...service, OIDC_CLIENT_SECRET: undefined })).toEqual([
      'OIDC_CLIENT_SECRET is missing: a sign-in service needs all three',
    ]);
    expect(problemsOf({ ...service, OIDC_ISSUER: 'http://login.example' })).toEqual([
      'OIDC_ISSUER must begin with https:',
    ]);
    expect(problemsOf({ SIGN_IN_BY_EMAIL: 'nobody' })).toHaveLength(1);
  });
});
