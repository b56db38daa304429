import type { DashboardConfig } from '../../contracts/http/dashboard.ts';
import { endSession, refreshTokens, type Tokens } from './flow.ts';

/** Tokens are refreshed this long before they expire. */
const REFRESH_AHEAD_MS = 60_000;

/** The session of the signed-in user. Its tokens exist only in this object. */
export class Session {
  readonly #config: DashboardConfig;
  #tokens: Tokens;
  #refresh: Promise<Tokens> | undefined;

  constructor(config: DashboardConfig, tokens: Tokens) {
    this.#config = config;
    this.#tokens = tokens;
  }

  /** A valid access token. @throws SignInError if the session has expired */
  async accessToken(): Promise<string> {
    const isFresh = Date.now() < this.#tokens.expiresAtMs - REFRESH_AHEAD_MS;
    return isFresh || this.#tokens.refreshToken === undefined ? this.#tokens.accessToken : this.refresh();
  }

  /** A new access token, with one request at a time. @throws SignInError if the session has expired */
  async refresh(): Promise<string> {
    this.#refresh ??= refreshTokens(this.#config, this.#tokens).finally(() => {
      this.#refresh = undefined;
    });
    this.#tokens = await this.#refresh;
    return this.#tokens.accessToken;
  }

  async signOut(): Promise<void> {
    await endSession(this.#config, this.#tokens);
  }
}
