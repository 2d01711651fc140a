// Which refusals of the server have a cure.

/** @typedef {(level: any) => Promise<unknown>} Cure */

/**
 * Returns what to do before the refused request is sent once more, if anything helps. Cures go by status and
 * Clerk-Session header. The server sets the header only if the request has had no effect.
 * @param {Record<string, Cure>} cures
 * @param {number} status
 * @param {(name: string) => string | null} header
 * @returns {(() => Promise<unknown>) | undefined}
 */
export function chooseCure(cures, status, header) {
  const cure = cures[`${status} ${header('Clerk-Session')}`];
  return cure && (() => cure(header('Clerk-Reverification')));
}
