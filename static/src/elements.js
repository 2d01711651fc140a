// All elements by their names.
import { ClerkButton } from './button.js';
import { ClerkComponent } from './component.js';
import { CONTROLS, ClerkControl } from './control.js';

const COMPONENTS = ['sign-in', 'sign-up', 'user-button', 'user-avatar', 'user-profile', 'organization-switcher',
  'organization-profile', 'organization-list', 'create-organization', 'waitlist'];

const BUTTONS = ['sign-in-button', 'sign-up-button', 'sign-out-button'];

/** @type {(names: string[], Base: typeof HTMLElement) => void} */
function define(names, Base) {
  // customElements.define takes a class only once.
  for (const name of names) customElements.define(`clerk-${name}`, class extends Base {});
}

export function defineElements() {
  define(COMPONENTS, ClerkComponent);
  define(BUTTONS, ClerkButton);
  define(Object.keys(CONTROLS), ClerkControl);
}
