// What changes and more than one module needs. All of it is here.
import { config } from './config.js';
import { parseJSON } from './json.js';
import { detailOf } from './state.js';

/** @typedef {import('./state.js').State} State */

const { stale, ...given } = parseJSON(config.clerkState);
/** @type {State} */
const rendered = detailOf(given);

/**
 * @typedef {object} Store
 * @property {State} latest
 * @property {State} known
 * @property {boolean} unreported
 * @property {boolean} confirmed
 * @property {boolean} ready
 * @property {string} status
 * @property {boolean} leaving
 * @property {Promise<void>} [loading] settles when clerk-js is loaded, has failed or is late
 */

/** @type {Store} */
export const store = {
  // What clerk-js said last, and what the server knows and the page shows: at first, what it was rendered for.
  latest: rendered,
  known: rendered,
  unreported: stale, // the server has yet to hear of our state
  confirmed: false, // clerk-js has spoken, and the server has agreed
  ready: false,
  status: '', // of clerk-js
  leaving: false, // Clerk has navigated away
};
