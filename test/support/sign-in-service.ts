import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';
import type { SignInServiceSettings } from '../../config.ts';

/** An account of the sign-in service; its `subject` stays when its address is given to another. */
export interface ServiceAccount {
  subject: string;
  email: string;
  verified: boolean;
}

/** A real OpenID provider over loopback, with a person who signs in at once. */
export interface RunningSignInService {
  settings: SignInServiceSettings;
  /** Walks from where Deepdive sends the browser to where the service sends it back. */
  signInAs(account: ServiceAccount, startsAt: string): Promise<string>;
  /** The same for somebody who chooses not to. */
  declines(startsAt: string): Promise<string>;
  stop(): Promise<void>;
}

export async function startSignInService(publicUrl: string): Promise<RunningSignInService> {
  const accounts = new Map<string, ServiceAccount>();
  let who: ServiceAccount | null = null;
  let provider: Provider | undefined;
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = { client_id: 'deepdive', client_secret: 'a-secret-of-the-tests' };
  provider = new Provider(issuer, {
    clients: [
      {
        ...client,
        redirect_uris: [`${publicUrl}/console/sign-in/callback`],
        post_logout_redirect_uris: [`${publicUrl}/console/sign-in`],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    cookies: { keys: ['of the tests'] },
    pkce: { required: () => true },
    findAccount: (_context, sub) => ({
      accountId: sub,
      claims: () => {
        const account = accounts.get(sub);
        return { sub, email: account?.email, email_verified: account?.verified };
      },
    }),
  });
  const handle = provider.callback();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!provider || !request.url?.startsWith('/interaction/')) return handle(request, response);
    if (!who) {
      const declined = { error: 'access_denied', error_description: 'Siân said no' };
      return provider.interactionFinished(request, response, declined);
    }
    const { prompt, params, grantId } = await provider.interactionDetails(request, response);
    if (prompt.name === 'login') {
      const login = { login: { accountId: who.subject } };
      return provider.interactionFinished(request, response, login);
    }
    const grant = grantId
      ? await provider.Grant.find(grantId)
      : new provider.Grant({ accountId: who.subject, clientId: String(params.client_id) });
    grant?.addOIDCScope('openid email profile');
    const consent = { consent: { grantId: (await grant?.save()) ?? '' } };
    return provider.interactionFinished(request, response, consent, {
      mergeWithLastSubmission: true,
    });
  }

  async function walk(startsAt: string): Promise<string> {
    const cookies = new Map<string, string>();
    let url = startsAt;
    for (let hop = 0; hop < 10; hop += 1) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const reply = await fetch(url, { redirect: 'manual', headers: { cookie } });
      for (const each of reply.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(each) ?? [];
        cookies.set(name, value);
      }
      const next = reply.headers.get('location');
      if (!next) throw new Error(`the service answered ${reply.status}: ${await reply.text()}`);
      url = new URL(next, url).href;
      if (url.startsWith(`${publicUrl}/`)) return url.slice(publicUrl.length);
    }
    throw new Error('the service sends the browser round in a circle');
  }

  return {
    settings: {
      issuer,
      clientId: client.client_id,
      clientSecret: client.client_secret,
      scopes: 'openid email profile',
      name: 'your council account',
      addresses: 'verified',
    },
    async signInAs(account, startsAt) {
      accounts.set(account.subject, account);
      who = account;
      return walk(startsAt);
    },
    async declines(startsAt) {
      who = null;
      return walk(startsAt);
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
