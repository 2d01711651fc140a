import { markReady, setStatus } from './events.js';
import { loadClerk } from './loading.js';
import { forgetForeignSnapshots } from './snapshots.js';
import { store } from './store.js';
import { timeUp, windowEvent } from './time.js';

export function start() {
  forgetForeignSnapshots(store.known);
  const late = timeUp().then(() => markReady({ timedOut: true }));
  store.loading = Promise.race([load(), late]);
}

async function load() {
  if (document.readyState === 'loading') await windowEvent('DOMContentLoaded');
  setStatus('loading');
  try {
    await loadClerk();
  } catch (error) {
    console.error('clerkhtmx: Clerk did not load', error);
    setStatus('error');
    markReady({ timedOut: true });
  }
}
