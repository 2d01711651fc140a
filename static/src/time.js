import { readyTimeout } from './config.js';

// Resolves when clerk-js, and whatever waits for it, is late.
export const timeUp = () => new Promise((resolve) => setTimeout(resolve, readyTimeout));

/** @param {number} milliseconds until a request is given up */
export function timeLimit(milliseconds) {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), milliseconds);
  return controller.signal;
}

/** @param {string} type */
export const windowEvent = (type) => new Promise((resolve) => addEventListener(type, resolve));
