// Clerk's modals and menus lie in body, and lock the rest of the page. htmx replaces what is in body on Back and for
// boosted links: what is open closes before, or Clerk would take it for open, and the page stay locked.
import { attempt } from './attempt.js';

// The events before htmx 2 stores a page or htmx 4 leaves it; `popstate` is before either goes back.
export const LEAVING_EVENTS = ['htmx:beforeHistorySave', 'htmx:before:history:update'];

// Google's One Tap and the captcha are none of these, and stay.
const CLOSE = /^(__internal_)?close(?!Google|Blank)[A-Z]/;

export function closeModals() {
  const open = [...document.querySelectorAll('[data-floating-ui-portal]')].filter((portal) => portal.querySelector('[class*="cl-"]'));
  if (open.length) close();
  // Clerk takes them out of the page a moment later, and htmx 2 stores it before.
  for (const place of document.querySelectorAll('[data-clerk-portals]')) place.remove();
  for (const portal of open) {
    const { isConnected, parentElement } = portal;
    if (isConnected) portal.remove(); // if not, its place has gone with it
    if (isConnected && parentElement !== document.body) setTimeout(() => parentElement.append(portal)); // a dialog's
  }
  for (const element of document.querySelectorAll('[data-floating-ui-inert]')) {
    for (const name of ['inert', 'data-floating-ui-inert']) element.removeAttribute(name);
  }
}

function close() {
  const { Clerk } = /** @type {any} */ (window);
  for (const name of Object.keys(Clerk)) if (CLOSE.test(name)) attempt(document.body, () => Clerk[name]());
  // Menus have no such method; this closes them for people, too.
  document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
}
