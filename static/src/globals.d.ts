// What clerk-js, Clerk's UI and htmx put on window.
import type { Clerk } from '@clerk/shared/types';

declare global {
  interface Window {
    Clerk?: Clerk & { load(options: object): Promise<void> };
    __internal_ClerkUICtor?: any;
    htmx?: { config?: object };
  }
}
