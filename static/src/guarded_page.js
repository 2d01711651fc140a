// A page behind kit.Protect follows the session: the script asks the guard again.
import { here } from './addresses.js';
import { config } from './config.js';
import { store } from './store.js';
import { timeLimit } from './time.js';

/**
 * How many guards of the kit have admitted a page, by its address. The server says so in the script's tag, and in
 * a header of the pages that htmx fetches.
 * @type {Record<string, string>}
 */
const guards = { [here()]: config.clerkGuard ?? '0' };

/**
 * @param {string} url
 * @param {(name: string) => string | null} header of the response
 */
export function noteGuards(url, header) {
  const count = header('Clerk-Guard');
  if (count) guards[here(url)] = count;
}

// The last guard answers in the handler's place. A page that may still be seen stays, with what people have typed.
export async function followSession() {
  const page = here();
  const { clerkFollow } = /** @type {any} */ (document.querySelector('[data-clerk-follow]'))?.dataset ?? {};
  const count = guards[page] ?? '1'; // after Back to a page of before a reload
  if (clerkFollow === 'off' || (count === '0' && clerkFollow !== 'reload')) return;
  const isOver = clerkFollow === 'reload' || (await isRefused(page, count));
  if (isOver && !store.leaving && page === here()) location.replace(page);
}

/** @type {(page: string, count: string) => Promise<boolean>} */
async function isRefused(page, count) {
  const headers = { 'Clerk-Guard': `${count} ${config.clerkPublishableKey}` };
  const { status, headers: answer } = await fetch(page, { headers, signal: timeLimit(10000) });
  return (status === 401 || status === 403) && answer.get('Clerk-Session') !== 'stale';
}
