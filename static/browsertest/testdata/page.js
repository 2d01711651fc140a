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
addEventListener('pageshow', (event) => event.persisted && sessionStorage.setItem('persisted', 'true'));
window.signIn = async (identifier, password) => {
  const attempt = await Clerk.client.signIn.create({ identifier, password });
  await Clerk.setActive({ session: attempt.createdSessionId });
};
