// clerk-js tells other tabs of a sign-out, but not of a sign-in.

/** @type {BroadcastChannel | undefined} */
let channel;

/** @param {() => void} onSignIn called when another tab has signed in */
export function openChannel(onSignIn) {
  if (!window.BroadcastChannel) return;
  channel = new BroadcastChannel('clerkhtmx');
  channel.onmessage = onSignIn;
}

export const tellTabs = () => channel?.postMessage('signed-in');
