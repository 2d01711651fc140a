// A page for signing in leads on when somebody is signed in, as Clerk's form does if it was used.
import { isEmbedded } from './defaults.js';
import { propsOf } from './props.js';
import { store } from './store.js';

// Another tab has signed in, or Clerk knows the browser although the application's cookies are gone.
export function leadOn() {
  const form = document.querySelector('clerk-sign-in, clerk-sign-up');
  if (!form || store.leaving || isEmbedded(propsOf(form))) return;
  const { Clerk } = window;
  const where = { params: new URLSearchParams(location.search) };
  const next = form.localName === 'clerk-sign-in' ? Clerk.buildAfterSignInUrl(where) : Clerk.buildAfterSignUpUrl(where);
  Clerk.navigate(propsOf(form).forceRedirectUrl ?? next);
}
