/**
 * With development keys Clerk throws where it shows nothing in production.
 * @template T
 * @param {Element} element
 * @param {() => T} action
 * @returns {T | undefined}
 */
export function attempt(element, action) {
  try {
    return action();
  } catch (error) {
    console.warn(`clerkhtmx: <${element.localName}>`, error);
  }
}
