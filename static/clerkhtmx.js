/* clerkhtmx: Clerk for server-rendered pages with htmx 2 and 4. MIT license. */
(() => {
  'use strict';

  // hx-boost runs scripts of the body again on every navigation.
  if (customElements.get('clerk-sign-in')) return;

  const script = document.currentScript ?? document.getElementById('clerkhtmx');
  const config = script.dataset;
  const basePath = config.clerkBasePath ?? '/clerk';
  const readyTimeout = Number(config.clerkReadyTimeout) || 5000;

  // A target that routeBy ignores, for redirects that nobody has asked for.
  const STAY = '/#clerkhtmx-stay';

  const options = {
    afterSignOutUrl: STAY,
    ...parseJSON(config.clerkOptions),
  };

  function parseJSON(text) {
    try {
      return JSON.parse(text || '{}');
    } catch (error) {
      console.error('clerkhtmx: invalid JSON', text, error);
      return {};
    }
  }

  const delay = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

  function emit(type, detail) {
    document.body.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
  }

  const FIELDS = ['userId', 'sessionId', 'sessionStatus', 'orgId', 'orgRole'];

  // What clerk-js said last, and what the server knows and the page shows: at first, what it was rendered for.
  let latest = { userId: '', sessionId: '', sessionStatus: '', orgId: '', orgRole: '', ...parseJSON(config.clerkState) };
  let known = latest;
  let unreported = Boolean(known.stale); // the server has yet to hear of our state
  let heard = false; // clerk-js has spoken
  let confirmed = false; // and the server has agreed
  let ready = false;
  let status = '';

  // To Clerk, a session with open tasks ("pending") is signed out.
  function signedIn(state) {
    return Boolean(state.sessionId) && (state.sessionStatus !== 'pending' || options.treatPendingAsSignedOut === false);
  }

  // A session that is undefined is in transition: the cookie may hold its old token still.
  function stateOf({ session, organization }) {
    if (session === undefined) return undefined;
    const orgId = organization?.id ?? session?.lastActiveOrganizationId ?? '';
    const membership = session?.user?.organizationMemberships?.find((m) => m.organization.id === orgId);
    return {
      userId: session?.user?.id ?? '',
      sessionId: session?.id ?? '',
      sessionStatus: session?.status ?? '',
      orgId,
      orgRole: membership?.role ?? '',
      userUpdatedAt: Number(session?.user?.updatedAt ?? 0),
    };
  }

  const sameSession = (a, b) => ['userId', 'sessionId', 'sessionStatus', 'orgId'].every((f) => a[f] === b[f]);

  // Neither the server nor a Clerk that is degraded tells user.updatedAt: the first one seen is no change.
  const sameUser = (a, b) => !a.userUpdatedAt || !b.userUpdatedAt || a.userUpdatedAt === b.userUpdatedAt;

  const detailOf = (s) => Object.fromEntries(FIELDS.map((f) => [f, s[f]]));

  // Claims of the session cookies, suffixed ones first, as the server reads them. Some may be of
  // another Clerk application on this host.
  function sessionTokens() {
    return document.cookie
      .split('; ')
      .filter((cookie) => /^__session(_[\w-]+)?=/.test(cookie))
      .sort((a, b) => b.indexOf('=') - a.indexOf('='))
      .map((cookie) => claimsOf(cookie.slice(cookie.indexOf('=') + 1)))
      .filter(Boolean);
  }

  function claimsOf(jwt) {
    try {
      return JSON.parse(atob(jwt.split('.')[1].replace(/-/g, '+').replace(/_/g, '/')));
    } catch {
      return null;
    }
  }

  function cookieMatches(state) {
    const tokens = sessionTokens();
    if (!state.sessionId) return !tokens.some((t) => t.sid === known.sessionId);
    const token = tokens.find((t) => t.sid === state.sessionId);
    return Boolean(token) && (token.o?.id ?? token.org_id ?? '') === state.orgId;
  }

  // Whether a request sent now would carry no token, or one about to expire.
  function tokenIsStale() {
    const sid = window.Clerk?.loaded ? window.Clerk.session?.id : known.sessionId;
    if (!sid) return unreported && !ready;
    const token = sessionTokens().find((t) => t.sid === sid);
    return !token || token.exp - Date.now() / 1000 < 5;
  }

  // getToken renews the cookie, too. An unreachable Clerk costs a request its token, not the request.
  const tokenRequests = {};
  function renewToken({ skipCache = false } = {}) {
    return (tokenRequests[skipCache] ??= Promise.race([
      loading.then(() => window.Clerk?.session?.getToken({ skipCache })),
      delay(readyTimeout),
    ])
      .catch(() => null)
      .finally(() => delete tokenRequests[skipCache]));
  }

  function onEmission(resources) {
    const next = stateOf(resources);
    if (!next || (heard && sameSession(latest, next) && sameUser(latest, next))) return;
    // One account of several has signed out, in place. Clerk now has no session, but the server sees that
    // the browser has one, and would wait for its token: go on with another account.
    const others = window.Clerk.client?.signedInSessions?.filter(({ id }) => id !== latest.sessionId);
    if (heard && !next.sessionId && others?.length) {
      window.Clerk.setActive({ session: others[0] }).catch(() => accept(next));
    } else {
      accept(next);
    }
  }

  function accept(next) {
    heard = true;
    latest = next;
    updateElements();
    settle();
  }

  // One change at a time, the last one wins. `wake` ends the wait for focus.
  let settling;
  let wake = () => {};
  function settle() {
    wake();
    settling ??= settleAll();
  }

  async function settleAll() {
    let state;
    do {
      state = latest;
      await cookieFollows(state);
      if (state === latest) await commit(state);
    } while (state !== latest);
    settling = undefined;
    markReady({ timedOut: false });
  }

  const isChanging = () => settling || (window.Clerk?.loaded && window.Clerk.session === undefined);

  // Waits for the end of a change that is under way.
  async function changeIsOver() {
    if (!isChanging()) return;
    const heardOf = new Promise((resolve) => {
      window.Clerk.addListener(({ session }) => session !== undefined && resolve());
    });
    await Promise.race([heardOf.then(() => settling), delay(readyTimeout)]);
  }

  // An unfocused tab does not write the cookie: it belongs to the tab the user looks at.
  async function cookieFollows(state) {
    while (state === latest && !cookieMatches(state)) {
      if (document.hasFocus()) return renewToken(); // then let the server judge
      await new Promise((resolve) => (wake = resolve));
    }
  }

  async function commit(state) {
    const previous = known;
    const changed = !sameSession(previous, state) || !sameUser(previous, state);
    if (!sameSession(previous, state)) forgetSnapshots(state);
    if (changed || unreported) unreported = !(await report());
    known = state;
    confirmed = true;
    updateElements();
    if (changed) announce(state, previous);
  }

  // keepalive: a redirect after sign-in does not cut it off.
  async function report({ retry = true } = {}) {
    try {
      const response = await fetch(`${basePath}/session`, {
        method: 'POST',
        keepalive: true,
        signal: AbortSignal.timeout(10000),
      });
      if (response.status !== 401 || !retry || !window.Clerk.session) return response.ok;
    } catch {
      return false; // tried again with the next change or focus
    }
    await renewToken({ skipCache: true });
    return report({ retry: false });
  }

  function announce(state, previous) {
    const detail = { ...detailOf(state), previous: detailOf(previous) };
    const before = signedIn(previous);
    const after = signedIn(state);
    emit('clerk:session', detail);
    if (!before && after) emit('clerk:signed-in', detail);
    if (before && !after) emit('clerk:signed-out', detail);
    if (before && after && previous.orgId !== state.orgId) emit('clerk:organization', detail);
    if (previous.userId === state.userId && !sameUser(previous, state)) emit('clerk:user', detail);
    if (after && previous.sessionId !== state.sessionId) channel?.postMessage('signed-in');
  }

  // htmx 2 shows the pages it has stored on Back, without asking the server: they must not outlive their
  // session. After sign-out it may not store this page either.
  function forgetSnapshots(state) {
    try {
      for (const key of Object.keys(sessionStorage)) {
        if (key.startsWith('htmx-history')) sessionStorage.removeItem(key);
      }
    } catch {
      // blocked, for htmx too
    }
    if (!signedIn(state) && window.htmx?.config) {
      Object.assign(window.htmx.config, { historyCacheSize: 0, refreshOnHistoryMiss: true });
    }
  }

  // clerk-js tells other tabs of a sign-out, but not of a sign-in.
  const channel = window.BroadcastChannel && new BroadcastChannel('clerkhtmx');
  if (channel) channel.onmessage = () => adoptSession();

  const seen = new Set(); // asked about; may be another Clerk application's
  async function adoptSession() {
    const { Clerk } = window;
    const token = sessionTokens().find((t) => !seen.has(t.sid));
    if (!token || !Clerk?.loaded || Clerk.session !== null) return;
    seen.add(token.sid);
    try {
      await Clerk.client.reload();
      const sessionId = Clerk.client.lastActiveSessionId;
      if (sessionId && Clerk.session === null) await Clerk.setActive({ session: sessionId });
    } catch {
      seen.delete(token.sid); // cannot reach Clerk: the next focus tries again
    }
  }

  function onFocus() {
    wake();
    adoptSession();
    if (unreported && confirmed) settle();
  }

  // Out of the back-forward cache clerk-js writes its old token into the cookie at once, whatever has
  // happened since. Clerk ends a session that is no more.
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) window.Clerk?.session ? renewToken({ skipCache: true }) : adoptSession();
  });

  // Async: a slow Clerk must not hold up the page.
  function inject(src) {
    return new Promise((resolve, reject) => {
      const element = document.createElement('script');
      Object.assign(element, { src, async: true, crossOrigin: 'anonymous', nonce: script.nonce });
      element.onload = resolve;
      element.onerror = () => reject(new Error(`cannot load ${src}`));
      document.head.append(element);
    });
  }

  async function loadUI() {
    if (!window.__internal_ClerkUICtor) await inject(config.clerkUiUrl);
    return window.__internal_ClerkUICtor;
  }

  // Clerk's navigations. Steps of a component with path routing change the address only. A target that
  // differs by its hash at most stays: clerk-js would wait for an unload that does not come. Without our
  // origin, which Clerk cuts off, a path may name another.
  const routeBy = (method) => (to, meta) => {
    const url = new URL((to[0] === '/' ? location.origin : '') + to, location.href);
    if (meta.__internal_metadata?.navigationType === 'internal') {
      history[method](method === 'replaceState' ? history.state : null, '', url);
    } else if (url.hash !== STAY.slice(1) && url.pathname + url.search !== location.pathname + location.search) {
      meta.windowNavigate(url);
    }
  };

  // Without data-clerk-js-url the page loads clerk-js itself.
  async function loadClerk() {
    const ownScript = config.clerkJsUrl;
    const ui = config.clerkUiUrl && loadUI();
    ui?.catch?.(() => {}); // mounting reports it
    if (!window.Clerk?.load) await (ownScript ? inject(ownScript) : new Promise((resolve) => addEventListener('load', resolve)));
    const { Clerk } = window;
    Clerk.on?.('status', setStatus, { notify: true });
    if (!Clerk.loaded && ownScript) {
      await Clerk.load({
        ...options,
        ...(ui && { ui: { ClerkUI: ui } }),
        nonce: script.nonce,
        routerPush: routeBy('pushState'),
        routerReplace: routeBy('replaceState'),
      });
    } else if (!Clerk.loaded) {
      await new Promise((resolve) => Clerk.on('status', () => Clerk.loaded && resolve(), { notify: true }));
    }
    Clerk.addListener(onEmission);
    // After load, when clerk-js has put this tab's session into the cookie.
    window.addEventListener('focus', () => setTimeout(onFocus));
    updateElements();
  }

  function setStatus(next) {
    if (next === status) return;
    status = next;
    emit('clerk:status', { status });
    updateElements();
  }

  function markReady({ timedOut }) {
    if (ready) return;
    ready = true;
    emit('clerk:ready', { ...detailOf(known), timedOut });
    updateElements();
  }

  // What to do before a refused request is sent once more, by status and Clerk-Session header. The server
  // sets the header only if the request has had no effect.
  const CURES = new Map([
    ['401 stale', () => renewToken({ skipCache: true }).then(changeIsOver)],
    ['403 reverification', (level) => reverify(level).then(() => renewToken({ skipCache: true }))],
  ]);

  // Clerk's own dialog; rejects if it is closed.
  function reverify(level) {
    return new Promise((afterVerification, afterVerificationCancelled) => {
      window.Clerk.__internal_openReverification({ level, afterVerification, afterVerificationCancelled });
    });
  }

  // While the session changes, a refusal is about the one that was.
  function cureFor(code, header) {
    const cure = CURES.get(`${code} ${header('Clerk-Session')}`);
    const signedOut = window.Clerk?.loaded && !window.Clerk.session && !isChanging();
    return signedOut || !cure ? undefined : () => cure(header('Clerk-Reverification'));
  }

  const sameOrigin = (url) => new URL(url, location.href).origin === location.origin;

  // htmx 2 waits in htmx:confirm only. It fires for each request; `etc` is the request's identity.
  // On window, after the page's own dialogs.
  const requests = new WeakMap();
  window.addEventListener('htmx:confirm', (event) => {
    const { ctx, etc, path, issueRequest } = event.detail;
    if (ctx || !etc || !sameOrigin(path)) return; // with ctx it is htmx 4
    requests.set(etc, issueRequest);
    if (event.defaultPrevented || !tokenIsStale()) return;
    event.preventDefault();
    // false: hx-confirm has yet to ask
    renewToken().then(() => issueRequest(false));
  });

  // preventDefault drops the response with its HX-* headers.
  document.addEventListener('htmx:beforeOnLoad', (event) => {
    const { xhr, etc } = event.detail;
    const issueRequest = xhr && requests.get(etc);
    const cure = issueRequest && cureFor(xhr.status, (name) => xhr.getResponseHeader(name));
    if (!cure) return;
    requests.delete(etc); // once
    event.preventDefault();
    // true: hx-confirm has asked
    cure().then(() => issueRequest(true), () => {});
  });

  // htmx 4 awaits ctx.fetch and nothing else.
  document.addEventListener('htmx:config:request', (event) => {
    const { ctx } = event.detail;
    const send = ctx.fetch ?? window.fetch.bind(window);
    ctx.fetch = async (url, init) => {
      if (!sameOrigin(url)) return send(url, init);
      if (tokenIsStale()) {
        await renewToken();
        // htmx stays silent about an AbortError
        if (ctx.sourceElement?.isConnected === false) throw new DOMException('element removed', 'AbortError');
      }
      const response = await send(url, init);
      const cure = cureFor(response.status, (name) => response.headers.get(name));
      if (!cure) return response;
      return cure().then(() => send(url, init), () => response);
    };
  });

  const setBusy = (busy) => (event) => {
    if (event.target.matches?.('[data-clerk-fragment]')) event.target.ariaBusy = busy;
  };
  for (const type of ['htmx:beforeRequest', 'htmx:before:request']) document.addEventListener(type, setBusy('true'));
  for (const type of ['htmx:afterRequest', 'htmx:finally:request']) document.addEventListener(type, setBusy(null));

  const elements = new Set();
  const updateElements = () => elements.forEach((element) => element.update());

  // hx-preserve moves elements out and in again, and connects placeholders for a moment: act in a
  // microtask, on what is true then.
  class ClerkElement extends HTMLElement {
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

    release() {}
  }

  const NOT_PROPS = /^(props|mode|id|class|style|slot|hidden|title|lang|dir|role|tabindex|nonce|(hx|data|aria)-.*|on.*)$/;
  const camelCase = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
  const valueOf = (text) => (text === '' || text === 'true' ? true : text !== 'false' && text);

  function propsOf(element) {
    const own = [...element.attributes].filter(({ name }) => !NOT_PROPS.test(name));
    return {
      ...Object.fromEntries(own.map(({ name, value }) => [camelCase(name), valueOf(value)])),
      ...parseJSON(element.getAttribute('props')),
    };
  }

  // The outcome of a handshake does not belong into an address that people come back to.
  const OUTCOME = /^(__clerk_(handshake(_nonce)?|db_jwt|help|synced|hs_reason)|__dev_session|suffixed_cookies)$/;

  function here() {
    const url = new URL(location.href);
    for (const name of [...url.searchParams.keys()]) if (OUTCOME.test(name)) url.searchParams.delete(name);
    return url.href.split('#')[0];
  }

  // After sign-in Clerk goes to "/". Right for a page of its own; a form embedded in some page stays there.
  const isEmbedded = (props) =>
    !props.path && ![options.signInUrl, options.signUpUrl].some((url) => url && new URL(url, location.href).pathname === location.pathname);

  const formDefaults = (own, other) => (props) =>
    isEmbedded(props) && {
      fallbackRedirectUrl: options[own] ?? here(),
      [other]: options[other] ?? here(),
    };

  // Clerk's UI components. The mount method is "mount" + the name.
  const COMPONENTS = ['sign-in', 'sign-up', 'user-button', 'user-avatar', 'user-profile', 'organization-switcher',
    'organization-profile', 'organization-list', 'create-organization', 'waitlist'];

  // Props to assume where the element does not give them.
  const DEFAULTS = {
    'sign-in': formDefaults('signInFallbackRedirectUrl', 'signUpFallbackRedirectUrl'),
    'sign-up': formDefaults('signUpFallbackRedirectUrl', 'signInFallbackRedirectUrl'),
    'user-button': () => ({ afterSwitchSessionUrl: STAY }),
  };

  // Clerk's UI is one React tree with portals into our mount nodes. To empty one from outside breaks all
  // of it: each element owns one, and removes it whole. While Clerk shows nothing there, the slot shows
  // what the server rendered.
  class ClerkComponent extends ClerkElement {
    #slot = this.attachShadow({ mode: 'open' }).appendChild(document.createElement('slot'));
    #observer = new MutationObserver(() => this.update());
    #node = null;
    #mountedFor = null;
    #done = false;

    update() {
      if (this.#node && this.#node.parentNode !== this) this.release(); // removed by a swap
      if (!window.Clerk?.loaded) return;
      if (this.constructor.isForm) this.#takeDownAfterSuccess();
      // What Clerk would not show to one session it may to another, if mounted anew.
      if (this.#node && !this.#node.hasChildNodes() && !sameSession(this.#mountedFor, latest)) this.release();
      if (!this.#node && !this.#done) this.#mount();
      this.#slot.name = this.#node?.hasChildNodes() ? 'clerk' : '';
    }

    // On a page that stays, Clerk leaves a spinner in the form's place.
    #takeDownAfterSuccess() {
      const before = this.#mountedFor;
      const finished = this.#node
        ? !signedIn(before) || before.sessionId !== latest.sessionId
        : this.#done || isEmbedded(propsOf(this));
      this.#done = signedIn(latest) && finished;
      this.hidden = this.#done;
      if (!this.#done || !this.#node) return;
      this.release();
      if (location.hash.startsWith('#/')) history.replaceState(history.state, '', here()); // the form's last step
    }

    #mount() {
      this.querySelector(':scope > [data-clerk-mount]')?.remove(); // from a history snapshot
      const node = document.createElement('div');
      node.slot = 'clerk';
      node.dataset.clerkMount = '';
      this.append(node);
      this.#node = node;
      this.#mountedFor = latest;
      this.#observer.observe(this, { childList: true });
      this.#observer.observe(node, { childList: true });
      const props = propsOf(this);
      this.#call('mount', { ...this.constructor.defaults?.(props), ...props });
    }

    release() {
      if (!this.#node) return;
      this.#observer.disconnect();
      this.#call('unmount');
      this.#node.remove();
      this.#node = null;
    }

    // With development keys Clerk throws where it shows nothing in production.
    #call(verb, props) {
      try {
        window.Clerk[verb + this.constructor.component](this.#node, props);
      } catch (error) {
        console.warn(`clerkhtmx: <${this.localName}>`, error);
      }
    }
  }

  // Each returns whether it has acted. If not, the link inside does what links do.
  const BUTTONS = {
    'sign-in': (element, event) => openOrRedirect(element, event, 'SignIn', 'signIn'),
    'sign-up': (element, event) => openOrRedirect(element, event, 'SignUp', 'signUp'),
    'sign-out': (element) => Boolean(window.Clerk.session && window.Clerk.signOut(propsOf(element))),
  };

  function openOrRedirect(element, event, page, prefix) {
    const props = propsOf(element);
    if (element.getAttribute('mode') === 'modal') {
      window.Clerk[`open${page}`](props);
      return true;
    }
    if (event.target.closest('a[href]')) return false;
    window.Clerk[`redirectTo${page}`](redirectsOf(props, prefix));
    return true;
  }

  // A button's own redirects have names without a prefix.
  const redirectsOf = (props, prefix) => ({
    ...props,
    [`${prefix}ForceRedirectUrl`]: props.forceRedirectUrl,
    [`${prefix}FallbackRedirectUrl`]: props.fallbackRedirectUrl,
  });

  // The link inside leads to the page of Clerk that reads redirects from its query. It may have come after the element.
  function passRedirects(element) {
    const link = element.querySelector('a[href]');
    const prefix = { 'clerk-sign-in-button': 'signIn', 'clerk-sign-up-button': 'signUp' }[element.localName];
    if (!link || !prefix) return;
    const url = new URL(link.href);
    for (const [prop, value] of Object.entries(redirectsOf(propsOf(element), prefix))) {
      const name = prop.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      if (value && /^sign_.*_redirect_url$/.test(name) && !url.searchParams.has(name)) url.searchParams.set(name, value);
    }
    if (url.href !== link.href) link.href = url;
  }

  class ClerkButton extends HTMLElement {
    connectedCallback() {
      passRedirects(this); // htmx 2 reads a boosted link when it finds it
      // capture: before htmx takes a boosted link
      for (const type of ['click', 'auxclick']) this.addEventListener(type, this, true);
    }

    handleEvent(event) {
      passRedirects(this);
      if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || !window.Clerk?.loaded) return;
      try {
        if (!this.constructor.act(this, event)) return;
      } catch (error) {
        console.warn(`clerkhtmx: <${this.localName}>`, error);
        return;
      }
      event.preventDefault();
      event.stopPropagation();
    }
  }

  const authorized = (element) =>
    ['role', 'permission', 'feature', 'plan'].every((name) => {
      const value = element.getAttribute(name);
      return !value || window.Clerk.session?.checkAuthorization({ [name]: value });
    });

  // Whether to show the content; undefined: as the server rendered it. They hide, they do not protect.
  const CONTROLS = {
    'signed-in': () => (confirmed ? signedIn(known) : undefined),
    'signed-out': () => (confirmed ? !signedIn(known) : undefined),
    protect: (element) => (confirmed ? signedIn(known) && authorized(element) : undefined),
    loading: () => !ready,
    loaded: () => Boolean(ready && window.Clerk?.loaded),
    failed: () => status === 'error' || (ready && !window.Clerk?.loaded),
    degraded: () => status === 'degraded',
  };

  class ClerkControl extends ClerkElement {
    update() {
      const show = this.constructor.shows(this);
      if (show === undefined) return;
      const fallback = this.querySelector(':scope > [slot="fallback"]');
      this.hidden = !show && !fallback;
      if (!fallback) return;
      for (const child of this.children) child.hidden = (child === fallback) === show;
    }
  }

  // customElements.define takes a class only once.
  function define(name, Base, statics) {
    customElements.define(`clerk-${name}`, Object.assign(class extends Base {}, statics));
  }

  for (const name of COMPONENTS) {
    define(name, ClerkComponent, { component: camelCase(`-${name}`), defaults: DEFAULTS[name], isForm: name.startsWith('sign-') });
  }
  for (const [name, act] of Object.entries(BUTTONS)) define(`${name}-button`, ClerkButton, { act });
  for (const [name, shows] of Object.entries(CONTROLS)) define(name, ClerkControl, { shows });

  async function start() {
    if (document.readyState === 'loading') await new Promise((resolve) => addEventListener('DOMContentLoaded', resolve));
    setStatus('loading');
    try {
      await loadClerk();
    } catch (error) {
      console.error('clerkhtmx: Clerk did not load', error);
      setStatus('error');
      markReady({ timedOut: true });
    }
  }

  // Settles when clerk-js is loaded, has failed or is late.
  const timeUp = delay(readyTimeout).then(() => markReady({ timedOut: true }));
  const loading = Promise.race([start(), timeUp]);
})();
