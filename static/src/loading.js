// Brings clerk-js and Clerk's UI into the page.
import { config, options, readyTimeout, script } from './config.js';
import { updateElements } from './element.js';
import { setStatus } from './events.js';
import { routeBy } from './navigation.js';
import { onEmission } from './settling.js';
import { onFocus } from './tabs.js';
import { timeLimit, windowEvent } from './time.js';

/**
 * Async: a slow Clerk must not hold up the page.
 * @param {string} src
 */
function inject(src) {
  return new Promise((resolve, reject) => {
    const element = document.createElement('script');
    const onerror = () => reject(new Error(`cannot load ${src}`));
    Object.assign(element, { src, async: true, crossOrigin: 'anonymous', nonce: script.nonce, onload: resolve, onerror });
    document.head.append(element);
  });
}

async function loadUI() {
  if (!window.__internal_ClerkUICtor) await inject(config.clerkUiUrl);
  return window.__internal_ClerkUICtor;
}

// Clerk's forms are in English if their texts do not come.
async function loadLocalization() {
  const url = config.clerkLocalizationUrl?.replace(':lang', document.documentElement.lang);
  if (!url) return options.localization;
  try {
    const answer = await fetch(url, { signal: timeLimit(readyTimeout) });
    if (answer.ok) return await answer.json();
  } catch {
    // the browser says what it was
  }
  console.warn(`clerkhtmx: cannot load ${url}`);
}

// Without data-clerk-js-url the page loads clerk-js itself.
export async function loadClerk() {
  const ownScript = config.clerkJsUrl;
  const localization = loadLocalization();
  const ui = config.clerkUiUrl && loadUI();
  ui?.catch?.(() => {}); // mounting reports it
  if (!window.Clerk?.load) await (ownScript ? inject(ownScript) : windowEvent('load'));
  const { Clerk } = window;
  Clerk.on?.('status', setStatus, { notify: true });
  if (!Clerk.loaded && ownScript) {
    await Clerk.load({
      ...options,
      localization: await localization,
      ...(ui && { ui: { ClerkUI: ui } }),
      nonce: script.nonce,
      routerPush: routeBy('pushState'),
      routerReplace: routeBy('replaceState'),
    });
  } else if (!Clerk.loaded) {
    await new Promise((resolve) => Clerk.on('status', () => Clerk.loaded && resolve(), { notify: true }));
  }
  Clerk.addListener(onEmission);
  // After load, when clerk-js has put this tab's session into the cookie.
  window.addEventListener('focus', () => setTimeout(onFocus));
  updateElements();
}
