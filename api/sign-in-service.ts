import * as oidc from 'openid-client';
import type { SignInServiceSettings } from '../config.ts';
import type { Account } from '../records/access/staff-accounts.ts';

/** What a sign-in that was begun has to bring back; kept sealed in a cookie of the browser. */
export interface SignInAttempt {
  state: string;
  nonce: string;
  verifier: string;
}

export type SignInFinished =
  | { kind: 'signed-in'; account: Account }
  /**
   * declined: the person or the service said no; spent: its answer was used before or is too old;
   * away: it cannot be reached; refused: its answer cannot be believed.
   */
  | { kind: 'declined' | 'spent' | 'away' | 'refused'; code: string };

/** The service with which an organisation's staff sign in everywhere, by OpenID Connect. */
export interface SignInService {
  name: string;
  /** Where the browser goes to sign in; null while the service cannot be reached. */
  begin(given: {
    anotherAccount: boolean;
  }): Promise<{ url: string; attempt: SignInAttempt } | null>;
  /** Takes the service's answer, the address at which the browser came back. */
  finish(cameBackTo: URL, attempt: SignInAttempt): Promise<SignInFinished>;
  /** Where somebody signs out of the service itself; null where it has no such page. */
  signOutUrl(): Promise<string | null>;
}

const timeoutSeconds = 10;

export function openSignInService(
  settings: SignInServiceSettings,
  publicUrl: string,
): SignInService {
  const redirectUri = `${publicUrl}${callbackPath}`;
  const service = discovered(settings);
  return {
    name: settings.name,
    async begin({ anotherAccount }) {
      const config = await service().catch(() => null);
      if (!config) return null;
      const attempt = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        verifier: oidc.randomPKCECodeVerifier(),
      };
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: settings.scopes,
        state: attempt.state,
        nonce: attempt.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(attempt.verifier),
        code_challenge_method: 'S256',
        ...(anotherAccount ? { prompt: 'select_account' } : {}),
      });
      return { url: url.href, attempt };
    },
    async finish(cameBackTo, { state, nonce, verifier }) {
      try {
        const config = await service();
        const tokens = await oidc.authorizationCodeGrant(config, cameBackTo, {
          pkceCodeVerifier: verifier,
          expectedState: state,
          expectedNonce: nonce,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (!claims) return { kind: 'refused', code: 'no id token' };
        const told =
          claims.email === undefined && config.serverMetadata().userinfo_endpoint
            ? await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)
            : {};
        const email = believedAddress({ ...told, ...claims }, settings);
        return { kind: 'signed-in', account: { issuer: claims.iss, subject: claims.sub, email } };
      } catch (error) {
        return refusalOf(error);
      }
    },
    async signOutUrl() {
      const config = await service().catch(() => null);
      if (!config?.serverMetadata().end_session_endpoint) return null;
      const back = { post_logout_redirect_uri: `${publicUrl}/console/sign-in` };
      return oidc.buildEndSessionUrl(config, back).href;
    },
  };
}

export const callbackPath = '/console/sign-in/callback';

/** Asks the service once what it offers; again the next time where it could not be reached. */
function discovered(settings: SignInServiceSettings): () => Promise<oidc.Configuration> {
  const { issuer, clientId, clientSecret } = settings;
  let known: Promise<oidc.Configuration> | null = null;
  return () => {
    known ??= oidc
      .discovery(new URL(issuer), clientId, clientSecret, undefined, {
        timeout: timeoutSeconds,
        // Only outside of production: `config.ts` refuses such an issuer there.
        execute: issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : [],
      })
      .catch((error: unknown) => {
        known = null;
        throw error;
      });
    return known;
  };
}

/** Microsoft Entra tells an address under `preferred_username` where it has no `email`. */
function believedAddress(
  claims: Record<string, unknown>,
  { addresses }: Pick<SignInServiceSettings, 'addresses'>,
): string | null {
  const managed = addresses === 'managed';
  const told = claims.email ?? (managed ? claims.preferred_username : undefined);
  if (typeof told !== 'string' || !told.includes('@')) return null;
  return managed || claims.email_verified === true ? told : null;
}

/** Codes and fixed words only: what a service says beside them may name the person. */
function refusalOf(error: unknown): Exclude<SignInFinished, { kind: 'signed-in' }> {
  if (error instanceof oidc.AuthorizationResponseError) {
    return { kind: 'declined', code: fixedWord(error.error) };
  }
  if (error instanceof oidc.ResponseBodyError) {
    const code = fixedWord(error.error);
    if (code === 'invalid_grant') return { kind: 'spent', code };
    return { kind: error.status >= 500 ? 'away' : 'refused', code };
  }
  const code = error instanceof oidc.ClientError ? (error.code ?? '') : '';
  const unreachable = code === 'OAUTH_TIMEOUT' || code === 'OAUTH_RESPONSE_IS_NOT_CONFORM';
  if (error instanceof TypeError || unreachable) return { kind: 'away', code: code || 'network' };
  return { kind: 'refused', code: fixedWord(code) };
}

function fixedWord(text: string): string {
  return /^[\w-]{1,60}$/.test(text) ? text : 'unknown';
}
