// Props to assume where the element does not give them. Most are about where sign-in and sign-up lead.
import { absolute, here } from './addresses.js';
import { options, STAY } from './config.js';
import { camelCase } from './props.js';

/** @typedef {Record<string, any>} Props */

/** @param {string} component */
export const isForm = (component) => component.startsWith('sign-');

/**
 * After sign-in Clerk goes to "/". Right for a page of its own; a form embedded in some page stays there.
 * @param {Props} props
 */
export const isEmbedded = (props) =>
  !props.path && ![options.signInUrl, options.signUpUrl].some((url) => url && absolute(url).pathname === location.pathname);

/** @type {(component: string, props: Props) => Props | undefined} */
export function defaultsOf(component, props) {
  if (component === 'user-button') return { afterSwitchSessionUrl: STAY };
  if (!isForm(component) || !isEmbedded(props)) return;
  const own = fallbackOf(component);
  const other = fallbackOf(component === 'sign-in' ? 'sign-up' : 'sign-in');
  return { fallbackRedirectUrl: options[own] ?? here(), [other]: options[other] ?? here() };
}

/** @param {string} form */
const fallbackOf = (form) => camelCase(`${form}-fallback-redirect-url`);
