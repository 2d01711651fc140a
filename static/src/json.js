/**
 * @param {string | null | undefined} text
 * @returns {Record<string, any>} no properties where the text is none or invalid
 */
export function parseJSON(text) {
  try {
    return JSON.parse(text || '{}');
  } catch (error) {
    console.error('clerkhtmx: invalid JSON', text, error);
    return {};
  }
}
