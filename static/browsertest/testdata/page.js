// Records the script's events, and signs in as an application's own code would.
'use strict';
window.events = [];
for (const type of ['ready', 'session', 'signed-in', 'signed-out', 'organization', 'user', 'status']) {
  document.addEventListener(`clerk:${type}`, (event) => window.events.push({ type: event.type, ...event.detail }));
}
window.eventTypes = () => window.events.map((event) => event.type).filter((type) => type !== 'clerk:status');
window.pass = (seconds) => {
  const { now } = Date;
  Date.now = () => now() + seconds * 1000;
};
// Counts the calls of Clerk's mount methods, from the moment Clerk is there.
window.mounts = [];
window.props = {};
document.addEventListener('clerk:status', () => {
  if (!window.Clerk?.loaded || window.Clerk.counted) return;
  window.Clerk.counted = true;
  for (const name of Object.keys(window.Clerk).filter((key) => /^(un)?mount[A-Z]/.test(key))) {
    const call = window.Clerk[name];
    window.Clerk[name] = (...args) => {
      window.mounts.push(name);
      if (name.startsWith('mount')) window.props[name.slice(5)] = args[1];
      return call(...args);
    };
  }
});
// Notes whose page a person sees first when it comes out of the back-forward cache, and after how long.
addEventListener('pageshow', ({ persisted }) => {
  if (!persisted) return;
  sessionStorage.setItem('persisted', 'true');
  const start = performance.now();
  const look = () => {
    const who = document.querySelector('.who');
    if (!who?.checkVisibility({ visibilityProperty: true })) return requestAnimationFrame(look);
    sessionStorage.setItem('seen', who.textContent.trim());
    sessionStorage.setItem('seenAfter', performance.now() - start);
  };
  look();
});
window.signIn = async (identifier, password) => {
  const attempt = await Clerk.client.signIn.create({ identifier, password });
  await Clerk.setActive({ session: attempt.createdSessionId });
};
