// The events of htmx 2 and 4 around a request.
export const BUSY_EVENTS = ['htmx:beforeRequest', 'htmx:before:request', 'htmx:afterRequest', 'htmx:finally:request'];

/** @param {any} event */
export function setBusy({ target, type }) {
  if (target.matches?.('[data-clerk-fragment]')) target.ariaBusy = type.startsWith('htmx:before') ? 'true' : null;
}
