// What the script's tag says.
import { parseJSON } from './json.js';

export const script = /** @type {HTMLScriptElement} */ (document.currentScript ?? document.getElementById('clerkhtmx'));
export const config = script.dataset;
export const basePath = config.clerkBasePath ?? '/clerk';
export const readyTimeout = Number(config.clerkReadyTimeout) || 5000;

// A target that routeBy ignores, for redirects that nobody has asked for.
export const STAY = '/#clerkhtmx-stay';

/** @type {Record<string, any>} what Clerk.load takes, with more */
export const options = {
  afterSignOutUrl: STAY,
  ...parseJSON(config.clerkOptions),
};
