// What a browser may lack or refuse: an old one, one that refuses cookies, a frame in a sandbox. A use that fails
// gives nothing, and the rest of the script goes on. No other module touches these APIs; a test sees to it.

/**
 * @template T
 * @param {() => T} use
 * @returns {T | undefined}
 */
function available(use) {
  try {
    return use();
  } catch {
    // the caller does without
  }
}

export const cookies = () => available(() => document.cookie) ?? '';

export const cookiesAreRefused = () => !available(() => navigator.cookieEnabled && [document.cookie]);

/** @param {string} name */
export const broadcastChannel = (name) => available(() => new BroadcastChannel(name));

/**
 * Removes what others have put into the tab's storage, if it was for somebody else.
 * @param {string} prefix of the keys
 * @param {string} owner of what they hold from now on
 */
export const keepSessionStorageOf = (prefix, owner) =>
  available(() => {
    if (sessionStorage.getItem(`${prefix}-owner`) === owner) return;
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(prefix)) sessionStorage.removeItem(key);
    sessionStorage.setItem(`${prefix}-owner`, owner);
  });
