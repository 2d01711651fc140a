import { attempt } from './attempt.js';
import { containerFor } from './portals.js';
import { camelCase, propsOf, redirectsOf } from './props.js';

/**
 * @param {Element} element
 * @returns {string} sign-in, sign-up or sign-out
 */
const nameOf = (element) => element.localName.slice(6, -7);

/** @type {(element: HTMLElement, event: any) => boolean} whether it has acted; if not, the link inside does what links do */
function act(element, event) {
  const name = nameOf(element);
  const props = propsOf(element);
  const { Clerk } = /** @type {any} */ (window);
  if (name === 'sign-out') return Clerk.session && Clerk.signOut(props);
  if (element.getAttribute('mode') === 'modal') {
    Clerk[camelCase(`open-${name}`)]({ getContainer: containerFor(element), ...props });
    return true;
  }
  if (event.target.closest('a[href]')) return false;
  Clerk[camelCase(`redirect-to-${name}`)](redirectsOf(props, name));
  return true;
}

/**
 * The link inside leads to the page of Clerk that reads redirects from its query. It may have come after the element.
 * @param {HTMLElement} element
 */
function passRedirects(element) {
  const link = /** @type {HTMLAnchorElement | null} */ (element.querySelector('a[href]'));
  const name = nameOf(element);
  if (!link || name === 'sign-out') return;
  const url = new URL(link.href);
  for (const [prop, value] of Object.entries(redirectsOf(propsOf(element), name))) {
    const key = prop.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    if (value && /^sign_.*_redirect_url$/.test(key) && !url.searchParams.has(key)) url.searchParams.set(key, value);
  }
  if (url.href !== link.href) link.href = url.href;
}

export class ClerkButton extends HTMLElement {
  connectedCallback() {
    passRedirects(this); // htmx 2 reads a boosted link when it finds it
    // capture: before htmx takes a boosted link
    for (const type of ['click', 'auxclick']) this.addEventListener(type, this, true);
  }

  /** @param {any} event */
  handleEvent(event) {
    passRedirects(this);
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || !window.Clerk?.loaded) return;
    if (!attempt(this, () => act(this, event))) return;
    event.preventDefault();
    event.stopPropagation();
  }
}
