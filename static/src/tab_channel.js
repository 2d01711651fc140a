// clerk-js tells other tabs of a sign-out, but not of a sign-in.
import { broadcastChannel } from './browser_apis.js';

/** @type {BroadcastChannel | undefined} */
let channel;

/** @param {() => void} onSignIn called when another tab has signed in */
export function openChannel(onSignIn) {
  channel = broadcastChannel('clerkhtmx');
  if (channel) channel.onmessage = onSignIn;
}

export const tellTabs = () => channel?.postMessage('signed-in');
