// The events that the page hears.
import { updateElements } from './element.js';
import { detailOf } from './state.js';
import { store } from './store.js';

/**
 * @param {string} type
 * @param {object} detail
 */
export function emit(type, detail) {
  document.body.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
}

/** @param {string} next */
export function setStatus(next) {
  if (next === store.status) return;
  store.status = next;
  emit('clerk:status', { status: next });
  updateElements();
}

/** @param {{ timedOut: boolean }} how */
export function markReady({ timedOut }) {
  if (store.ready) return;
  store.ready = true;
  emit('clerk:ready', { ...detailOf(store.known), timedOut });
  updateElements();
}
