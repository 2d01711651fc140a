// Clerk for server-rendered pages with htmx 2 and 4. Its tag stands before that of htmx 4, which sends the requests of `load`
// as soon as it has run.
import { adoptSession } from './tabs.js';
import { onConfigRequest } from './htmx4_requests.js';
import { onBeforeOnLoad, onConfirm, onHistoryLoad } from './htmx2_requests.js';
import { LEAVING_EVENTS, closeModals } from './modals.js';
import { onPageHide, onPageShow } from './restored_page.js';
import { openChannel } from './tab_channel.js';
import { start } from './start.js';
import { BUSY_EVENTS, setBusy } from './fragments.js';
import { defineElements } from './elements.js';

// hx-boost runs scripts of the body again on every navigation.
if (!customElements.get('clerk-sign-in')) {
  openChannel(adoptSession);
  window.addEventListener('pagehide', onPageHide);
  window.addEventListener('pageshow', onPageShow);
  window.addEventListener('htmx:confirm', onConfirm); // on window, after the page's own dialogs
  document.addEventListener('htmx:beforeOnLoad', onBeforeOnLoad);
  for (const type of ['htmx:historyCacheMissLoad', 'htmx:historyCacheMissLoadError']) document.addEventListener(type, onHistoryLoad);
  document.addEventListener('htmx:config:request', onConfigRequest);
  for (const type of BUSY_EVENTS) document.addEventListener(type, setBusy);
  window.addEventListener('popstate', closeModals, true); // before htmx
  for (const type of LEAVING_EVENTS) document.addEventListener(type, closeModals);
  defineElements();
  start();
}
