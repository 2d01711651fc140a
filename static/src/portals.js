// Where Clerk puts modals and menus: what UNSAFE_PortalProvider is to its SDKs for React and Vue, see
// https://clerk.com/docs/react/reference/components/utilities/portal-provider

const portals = document.createElement('div');
portals.dataset.clerkPortals = '';

/**
 * An element in a dialog has them there, because a modal dialog lies over all else. All others share a place in body that can
 * be put back: Clerk does not put its own back, which a swap of body takes away, and what hx-preserve keeps could open nothing.
 * @param {Element} element
 * @returns {() => Element} for Clerk, which asks each time that it opens something
 */
export const containerFor = (element) => () => {
  const dialog = element.closest('dialog, [popover]');
  if (!dialog && !portals.isConnected) document.body.append(portals);
  return dialog ?? portals;
};
