import { sameOrigin } from './addresses.js';
import { cureFor } from './cures.js';
import { noteGuards } from './guarded_page.js';
import { renewToken, tokenIsStale } from './renew_token.js';
import { store } from './store.js';

/**
 * htmx 4 awaits ctx.fetch and nothing else.
 * @param {any} event
 */
export function onConfigRequest(event) {
  const { ctx } = event.detail;
  /** @type {typeof fetch} */
  const send = ctx.fetch ?? window.fetch.bind(window);
  ctx.fetch = async (/** @type {string} */ url, /** @type {RequestInit} */ init) => {
    if (!sameOrigin(url)) return send(url, init);
    if (tokenIsStale()) {
      await renewToken();
      // htmx stays silent about an AbortError
      if (ctx.sourceElement?.isConnected === false) throw new DOMException('', 'AbortError');
    }
    const { known } = store;
    const response = await send(url, init);
    const header = (/** @type {string} */ name) => response.headers.get(name);
    noteGuards(response.url, header);
    const cure = cureFor(known, response.status, header);
    if (!cure) return response;
    return cure().then(() => send(url, init), () => response);
  };
}
