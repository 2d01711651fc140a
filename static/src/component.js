import { here } from './addresses.js';
import { attempt } from './attempt.js';
import { options } from './config.js';
import { defaultsOf, isEmbedded, isForm } from './defaults.js';
import { ClerkElement } from './element.js';
import { containerFor } from './portals.js';
import { camelCase, propsOf } from './props.js';
import { isSignedIn, sameSession } from './state.js';
import { store } from './store.js';

/** @typedef {import('./state.js').State} State */

// Clerk's UI is one React tree with portals into our mount nodes. To empty one from outside breaks all
// of it: each element owns one, and removes it whole. While Clerk shows nothing there, the slot shows
// what the server rendered.
export class ClerkComponent extends ClerkElement {
  #component = this.localName.slice(6); // without "clerk-"
  #slot = this.attachShadow({ mode: 'open' }).appendChild(document.createElement('slot'));
  #observer = new MutationObserver(() => this.update());
  /** @type {HTMLElement | null} */
  #node = null;
  /** @type {State | null} */
  #mountedFor = null;
  #done = false;

  update() {
    if (this.#node && this.#node.parentNode !== this) this.release(); // removed by a swap
    if (!window.Clerk?.loaded) return;
    if (isForm(this.#component)) this.#takeDownAfterSuccess();
    // What Clerk would not show to one session it may to another, if mounted anew.
    if (this.#node && !this.#node.hasChildNodes() && !sameSession(this.#mountedFor, store.latest)) this.release();
    if (!this.#node && !this.#done) this.#mount();
    this.#slot.name = this.#node?.hasChildNodes() ? 'clerk' : '';
  }

  // On a page that stays, Clerk leaves a spinner in the form's place.
  #takeDownAfterSuccess() {
    const before = this.#mountedFor;
    const now = store.latest;
    const finished = this.#node
      ? !isSignedIn(before, options) || before.sessionId !== now.sessionId
      : this.#done || isEmbedded(propsOf(this));
    this.#done = isSignedIn(now, options) && finished;
    this.hidden = this.#done;
    if (!this.#done || !this.#node) return;
    this.release();
    if (location.hash.startsWith('#/')) history.replaceState(history.state, '', here()); // the form's last step
  }

  #mount() {
    this.querySelector(':scope > [data-clerk-mount]')?.remove(); // from a history snapshot
    const node = document.createElement('div');
    node.slot = 'clerk';
    node.dataset.clerkMount = '';
    this.append(node);
    this.#node = node;
    this.#mountedFor = store.latest;
    this.#observer.observe(this, { childList: true });
    this.#observer.observe(node, { childList: true });
    const props = propsOf(this);
    this.#call('mount', { getContainer: containerFor(this), ...defaultsOf(this.#component, props), ...props });
  }

  release() {
    if (!this.#node) return;
    this.#observer.disconnect();
    this.#call('unmount');
    this.#node.remove();
    this.#node = null;
  }

  /**
   * Clerk's methods have the names of its components.
   * @param {'mount' | 'unmount'} verb
   * @param {object} [props]
   */
  #call(verb, props) {
    const method = camelCase(`${verb}-${this.#component}`);
    attempt(this, () => /** @type {any} */ (window.Clerk)[method](this.#node, props));
  }
}
