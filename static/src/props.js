// The props of Clerk's components, as attributes give them.
import { parseJSON } from './json.js';

const NOT_PROPS = /^(props|mode|id|class|style|slot|hidden|title|lang|dir|role|tabindex|nonce|(hx|data|aria)-.*|on.*)$/;

/** @param {string} name */
export const camelCase = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());

/** @param {string} text */
const valueOf = (text) => (text === '' || text === 'true' ? true : text !== 'false' && text);

/**
 * @param {Pick<Element, 'getAttribute'> & { attributes: Iterable<{ name: string, value: string }> }} element
 * @returns {Record<string, any>}
 */
export function propsOf(element) {
  const own = [...element.attributes].filter(({ name }) => !NOT_PROPS.test(name));
  return {
    ...Object.fromEntries(own.map(({ name, value }) => [camelCase(name), valueOf(value)])),
    ...parseJSON(element.getAttribute('props')),
  };
}

/**
 * A button's own redirects have names without a prefix.
 * @param {Record<string, any>} props
 * @param {string} form sign-in or sign-up
 * @returns {Record<string, any>}
 */
export const redirectsOf = (props, form) => ({
  ...props,
  [camelCase(`${form}-force-redirect-url`)]: props.forceRedirectUrl,
  [camelCase(`${form}-fallback-redirect-url`)]: props.fallbackRedirectUrl,
});
