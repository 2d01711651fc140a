/* clerkhtmx: Clerk for server-rendered pages with htmx 2 and 4. MIT license. */
(() => {
  'use strict';

  // hx-boost runs scripts of the body again on every navigation: the first run owns the document.
  const OWNER = Symbol.for('clerkhtmx');
  if (window[OWNER]) return;
  window[OWNER] = true;

  // ---- Configuration: the data-clerk-* attributes of this script's own tag ----

  const script = document.currentScript ?? document.getElementById('clerkhtmx');
  const config = script.dataset;
  const basePath = config.clerkBasePath ?? '/clerk';
  const readyTimeout = Number(config.clerkReadyTimeout) || 5000;

  // A redirect target that our router functions recognize and ignore, for the redirects Clerk makes
  // although nobody asked for one. Should one ever be followed, it leads to the start page.
  const STAY = '/#clerkhtmx-stay';

  const options = {
    afterSignOutUrl: STAY,
    allowedRedirectOrigins: [location.origin], // Clerk's own default lets every subdomain through
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

  // ---- State ----

  const FIELDS = ['userId', 'sessionId', 'sessionStatus', 'orgId', 'orgRole'];

  // What clerk-js said last, and what the server knows and this page shows.
  // Both begin as what the server rendered the page for.
  let latest = { userId: '', sessionId: '', sessionStatus: '', orgId: '', orgRole: '', ...parseJSON(config.clerkState) };
  let known = latest;
  let unreported = Boolean(known.stale); // the server has yet to hear of our state
  let heard = false; // clerk-js has spoken
  let confirmed = false; // and the server has agreed
  let ready = false;
  let status = '';

  // Clerk treats a session with open tasks ("pending") as signed out unless told otherwise.
  function signedIn(state) {
    return Boolean(state.sessionId) && (state.sessionStatus !== 'pending' || options.treatPendingAsSignedOut === false);
  }

  // undefined means "in transition"; during sign-out the old, still valid token is in the cookie then.
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

  const keyOf = (s) => [s.sessionId, s.sessionStatus, s.orgId, s.userUpdatedAt].join('|');

  const sameSession = (a, b) => ['userId', 'sessionId', 'sessionStatus', 'orgId'].every((f) => a[f] === b[f]);

  // The server does not tell user.updatedAt, so the first one seen counts as what it rendered.
  const sameUser = (a, b) => (a.userUpdatedAt ?? b.userUpdatedAt) === b.userUpdatedAt;

  const detailOf = (s) => Object.fromEntries(FIELDS.map((f) => [f, s[f]]));

  // ---- Cookies and tokens ----

  // Claims of the session cookies, the suffixed ones first: the server prefers those too.
  // Another Clerk application on the same host may own some of them, so look for a session id.
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

  // True if a request sent now would carry a token that is about to expire, or none at all.
  function tokenIsStale() {
    const sid = window.Clerk?.loaded ? window.Clerk.session?.id : known.sessionId;
    if (!sid) return unreported && !ready;
    const token = sessionTokens().find((t) => t.sid === sid);
    return !token || token.exp - Date.now() / 1000 < 5;
  }

  // getToken also renews the cookie. Shared by all who wait, and never waits longer than the ready
  // time-out: an unreachable Clerk may cost a request its token, not the request.
  const tokenRequests = {};
  function renewToken({ skipCache = false } = {}) {
    return (tokenRequests[skipCache] ??= Promise.race([
      loading.then(() => window.Clerk?.session?.getToken({ skipCache })),
      delay(readyTimeout),
    ])
      .catch(() => null)
      .finally(() => delete tokenRequests[skipCache]));
  }

  // ---- The way of a change ----

  function onEmission(resources) {
    const next = stateOf(resources);
    if (!next || (heard && keyOf(next) === keyOf(latest))) return;
    heard = true;
    latest = next;
    updateElements();
    settle();
  }

  // One change at a time, the last one wins. `wake` ends the wait for focus.
  let settling = false;
  let wake = () => {};
  async function settle() {
    wake();
    if (settling) return;
    settling = true;
    let state;
    do {
      state = latest;
      if (await cookieFollows(state)) await commit(state);
    } while (state !== latest);
    settling = false;
    markReady({ timedOut: !confirmed });
  }

  // An unfocused tab does not write the cookie: it belongs to the tab the user looks at.
  async function cookieFollows(state) {
    while (!cookieMatches(state) && !document.hasFocus()) {
      await new Promise((resolve) => (wake = resolve));
      if (state !== latest) return false;
    }
    if (!cookieMatches(state)) await renewToken();
    if (state !== latest) return false;
    // Signed in, but not in the cookie: let the server judge. "Signed out" with the cookie still there
    // is what clerk-js says while it cannot reach Clerk: not true, so not reported.
    return cookieMatches(state) || Boolean(state.sessionId);
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

  // keepalive: a redirect after sign-in must not cut the report off.
  async function report({ retry = true } = {}) {
    try {
      const response = await fetch(`${basePath}/session`, {
        method: 'POST',
        credentials: 'same-origin',
        redirect: 'error',
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
    if (after && previous.sessionId !== state.sessionId) channel?.postMessage({ sessionId: state.sessionId });
  }

  // htmx 2 keeps pages in sessionStorage and shows them on Back without asking the server, so they would
  // outlive the session they were rendered for. After sign-out it may not store this page either.
  function forgetSnapshots(state) {
    try {
      for (const key of Object.keys(sessionStorage)) {
        if (key.startsWith('htmx-history')) sessionStorage.removeItem(key);
      }
    } catch {
      // storage is blocked: then htmx has stored nothing
    }
    if (!signedIn(state) && window.htmx?.config) {
      Object.assign(window.htmx.config, { historyCacheSize: 0, refreshOnHistoryMiss: true });
    }
  }

  // ---- Other tabs, focus, back-forward cache ----

  // clerk-js tells other tabs of a sign-out only. After a sign-in they have to look for themselves.
  const channel = window.BroadcastChannel && new BroadcastChannel('clerkhtmx');
  if (channel) channel.onmessage = () => adoptSession();

  const seen = new Set(); // session ids we have asked about; they may be another Clerk application's
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
      seen.delete(token.sid); // Clerk cannot be reached: the next focus tries again
    }
  }

  // Registered after Clerk.load: clerk-js has then put this tab's own session into the cookie.
  function onFocus() {
    wake();
    adoptSession();
    if (unreported && confirmed) settle();
  }

  window.addEventListener('pageshow', (event) => {
    if (!event.persisted) return;
    if (cookieMatches(known)) adoptSession();
    else location.reload();
  });

  // ---- clerk-js ----

  // Async scripts: a slow or blocked Clerk must not hold up the page.
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

  // Clerk hands every navigation to these. Steps inside a component with path routing only change the
  // address; a target that is this page (or differs by its hash only) needs no navigation.
  const routeBy = (method) => (to, meta) => {
    const url = new URL(to, location.href);
    if (meta?.__internal_metadata?.navigationType === 'internal') {
      history[method](method === 'replaceState' ? history.state : null, '', url);
    } else if (url.hash !== STAY.slice(1) && url.pathname + url.search !== location.pathname + location.search) {
      (meta?.windowNavigate ?? ((target) => location.assign(target)))(url);
    }
  };

  // Without data-clerk-js-url the page loads clerk-js itself; then we only listen.
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

  // ---- htmx ----

  // What to do about a refusal that names its cure in the Clerk-Session response header, before the
  // request is sent once more. Only requests refused before they had any effect carry it.
  const CURES = new Map([['stale', () => renewToken({ skipCache: true })]]);

  function cureFor(code, header) {
    if (code !== 401 || (window.Clerk?.loaded && !window.Clerk.session)) return undefined;
    return CURES.get(header);
  }

  const sameOrigin = (url) => new URL(url, location.href).origin === location.origin;

  // htmx 2 can be made to wait in htmx:confirm only. It fires for every request, with one `etc` object
  // for the request and its repetition. We listen on window, after the page's own confirm dialogs.
  const requests = new WeakMap();
  window.addEventListener('htmx:confirm', (event) => {
    const { ctx, etc, elt, path, issueRequest } = event.detail;
    if (ctx || !etc || !sameOrigin(path)) return; // with ctx it is htmx 4
    requests.set(etc, issueRequest);
    if (event.defaultPrevented || !tokenIsStale()) return;
    event.preventDefault();
    // false: the question of hx-confirm is still to be asked
    renewToken().then(() => elt.isConnected && issueRequest(false));
  });

  // Preventing htmx:beforeOnLoad drops the response, its HX-* headers included.
  document.addEventListener('htmx:beforeOnLoad', (event) => {
    const { xhr, etc } = event.detail;
    const issueRequest = xhr && requests.get(etc);
    const cure = issueRequest && cureFor(xhr.status, xhr.getResponseHeader('Clerk-Session'));
    if (!cure) return;
    requests.delete(etc); // once
    event.preventDefault();
    // true: the question of hx-confirm has been answered
    cure().then(() => issueRequest(true));
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
      const cure = cureFor(response.status, response.headers.get('Clerk-Session'));
      if (!cure) return response;
      await cure();
      return send(url, init);
    };
  });

  const setBusy = (busy) => (event) => {
    if (event.target.matches?.('[data-clerk-fragment]')) event.target.ariaBusy = busy;
  };
  for (const type of ['htmx:beforeRequest', 'htmx:before:request']) document.addEventListener(type, setBusy('true'));
  for (const type of ['htmx:afterRequest', 'htmx:finally:request']) document.addEventListener(type, setBusy(null));

  // ---- Custom elements ----

  const elements = new Set();
  const updateElements = () => elements.forEach((element) => element.update());

  // hx-preserve moves an element out and back in, and connects a placeholder for a moment: so act in a
  // microtask, on what is then true, and treat a move as none.
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

    update() {}

    release() {}
  }

  const NOT_PROPS = /^(props|mode|id|class|style|slot|hidden|title|lang|dir|role|tabindex|nonce|(hx|data|aria)-.*|on.*)$/;
  const camelCase = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
  const pascalCase = (name) => camelCase(`-${name}`);
  const valueOf = (text) => (text === '' || text === 'true' ? true : text !== 'false' && text);

  function propsOf(element) {
    const own = [...element.attributes].filter(({ name }) => !NOT_PROPS.test(name));
    return {
      ...Object.fromEntries(own.map(({ name, value }) => [camelCase(name), valueOf(value)])),
      ...parseJSON(element.getAttribute('props')),
    };
  }

  const here = () => location.pathname + location.search;

  // Clerk's default would send the user to "/" after the sign-in. In a page of its own that is right;
  // a form embedded in some page keeps him there.
  const isEmbedded = (props) =>
    !props.path && ![options.signInUrl, options.signUpUrl].some((url) => url && new URL(url, location.href).pathname === location.pathname);

  const formDefaults = (props) =>
    isEmbedded(props)
      ? {
          fallbackRedirectUrl: here(),
          signInFallbackRedirectUrl: options.signInFallbackRedirectUrl ?? here(),
          signUpFallbackRedirectUrl: options.signUpFallbackRedirectUrl ?? here(),
        }
      : {};

  // Clerk's UI components and the props to assume. The mount method is "mount" + the name.
  const none = () => ({});
  const COMPONENTS = {
    'sign-in': formDefaults,
    'sign-up': formDefaults,
    'user-button': () => ({ afterSwitchSessionUrl: STAY }),
    'user-avatar': none,
    'user-profile': none,
    'organization-switcher': none,
    'organization-profile': none,
    'organization-list': none,
    'create-organization': none,
    waitlist: none,
  };

  // Clerk's UI is one React tree with portals into our mount nodes. Emptying a mount node from outside
  // breaks all of it, so each element owns one and only ever removes it whole. What the server rendered
  // inside the element is shown (by way of the slot) as long as Clerk shows nothing there.
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
      // Clerk shows some components to some sessions only and does not come back to those it refused.
      if (this.#node && !this.#node.hasChildNodes() && !sameSession(this.#mountedFor, latest)) this.release();
      if (!this.#node && !this.#done) this.#mount();
      this.#slot.name = this.#node?.hasChildNodes() ? 'clerk' : '';
    }

    // With router functions that stay on the page Clerk leaves a spinner where the form was.
    #takeDownAfterSuccess() {
      const before = this.#mountedFor;
      const finished = this.#node
        ? !signedIn(before) || before.sessionId !== latest.sessionId
        : this.#done || isEmbedded(propsOf(this));
      this.#done = signedIn(latest) && finished;
      this.hidden = this.#done;
      if (this.#done) this.release();
    }

    #mount() {
      for (const copy of this.querySelectorAll(':scope > [data-clerk-mount]')) copy.remove(); // out of a history snapshot
      const node = document.createElement('div');
      node.slot = 'clerk';
      node.dataset.clerkMount = '';
      this.append(node);
      this.#node = node;
      this.#mountedFor = latest;
      this.#observer.observe(this, { childList: true });
      this.#observer.observe(node, { childList: true });
      const props = propsOf(this);
      this.#call('mount', { ...this.constructor.defaults(props), ...props });
    }

    release() {
      if (!this.#node) return;
      this.#observer.disconnect();
      this.#call('unmount');
      this.#node.remove();
      this.#node = null;
    }

    // With development keys Clerk throws where it would show nothing in production.
    #call(verb, props) {
      try {
        window.Clerk[verb + this.constructor.component](this.#node, props);
      } catch (error) {
        console.warn(`clerkhtmx: <${this.localName}>`, error);
      }
    }
  }

  // Each returns whether it has acted. If not, the link or button inside does what it does without us.
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
    window.Clerk[`redirectTo${page}`]({
      ...props,
      [`${prefix}ForceRedirectUrl`]: props.forceRedirectUrl,
      [`${prefix}FallbackRedirectUrl`]: props.fallbackRedirectUrl,
    });
    return true;
  }

  class ClerkButton extends HTMLElement {
    connectedCallback() {
      this.addEventListener('click', this, true); // capture: before htmx takes a boosted link
    }

    handleEvent(event) {
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

  // Control elements: whether to show their content; undefined leaves it as the server rendered it.
  // They hide, they do not protect: what must not be seen must not be sent.
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

  // An element's class must be its own: customElements.define takes each only once.
  function define(name, Base, statics) {
    const Class = class extends Base {};
    customElements.define(`clerk-${name}`, Object.assign(Class, statics));
  }

  for (const [name, defaults] of Object.entries(COMPONENTS)) {
    define(name, ClerkComponent, { component: pascalCase(name), defaults, isForm: defaults === formDefaults });
  }
  for (const [name, act] of Object.entries(BUTTONS)) define(`${name}-button`, ClerkButton, { act });
  for (const [name, shows] of Object.entries(CONTROLS)) define(name, ClerkControl, { shows });

  // ---- Start ----

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

  // Settles when clerk-js is loaded, has failed or has used up its time.
  const loading = Promise.race([start(), delay(readyTimeout)]);
  delay(readyTimeout).then(() => markReady({ timedOut: true }));
})();
