// What the custom elements have in common.

/** @type {Set<ClerkElement>} */
const elements = new Set();

export const updateElements = () => elements.forEach((element) => element.update());

// hx-preserve moves elements out and in again, and connects placeholders for a moment: act in a
// microtask, on what is true then.
export class ClerkElement extends HTMLElement {
  connectedCallback() {
    elements.add(this);
    queueMicrotask(() => this.isConnected && this.update());
  }

  connectedMoveCallback() {}

  disconnectedCallback() {
    queueMicrotask(() => {
      if (this.isConnected) return;
      elements.delete(this);
      this.release();
    });
  }

  update() {}

  release() {}
}
