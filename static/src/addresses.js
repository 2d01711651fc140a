/** @param {string} url */
export const absolute = (url) => new URL(url, location.href);

/** @param {string} url */
export const sameOrigin = (url) => absolute(url).origin === location.origin;

// The outcome of a handshake does not belong into an address that people come back to.
const OUTCOME = /^(__clerk_(handshake(_nonce)?|db_jwt|help|synced|hs_reason)|__dev_session|suffixed_cookies)$/;

// The address of this page, without that outcome and without the hash.
export function here(address = location.href) {
  const url = new URL(address);
  for (const name of [...url.searchParams.keys()]) if (OUTCOME.test(name)) url.searchParams.delete(name);
  return url.href.split('#')[0];
}
