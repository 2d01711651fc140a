// What is the demo's own: toasts, a dialog, buttons that copy code and switch organization, and the focus.
"use strict";
(() => {
  const $ = (selector) => document.querySelector(selector);

  const toast = (text) => {
    const node = document.createElement("p");
    node.textContent = text;
    $("#toasts").append(node);
    setTimeout(() => node.remove(), 4000);
  };

  // Buttons for the organizations that the user is a member of.
  const showOrganizations = () => {
    const place = $("[data-organizations]");
    const memberships = window.Clerk?.user?.organizationMemberships;
    if (!place || !memberships) return;
    const choices = memberships.map(({ organization }) => [organization.name, organization.id]);
    const wanted = JSON.stringify(choices);
    if (place.dataset.organizations === wanted) return;
    place.dataset.organizations = wanted;
    place.replaceChildren(...[...choices, ["Personal", ""]].map(([name, id]) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "button quiet", textContent: name });
      button.dataset.organization = id;
      return button;
    }));
    if (choices.length) return;
    const hint = document.createElement("p");
    hint.textContent = "You are in no organization yet. The switcher at the top makes one.";
    place.replaceChildren(hint);
  };

  // A link that opens a dialog is a button.
  const markButtons = () => {
    document.querySelectorAll('[mode="modal"] > a').forEach((link) => link.setAttribute("role", "button"));
  };

  const refresh = () => {
    showOrganizations();
    markButtons();
  };
  for (const swapped of ["htmx:afterSettle", "htmx:after:swap"]) document.addEventListener(swapped, refresh);

  // A swap takes away the button that had the focus. It goes to what tells who is signed in.
  const keepFocus = () => {
    const until = performance.now() + 3000;
    const timer = setInterval(() => {
      const lost = !document.activeElement || document.activeElement === document.body;
      if (lost) $("#live").focus({ preventScroll: true });
      if (performance.now() > until) clearInterval(timer);
    }, 100);
  };

  const hydrated = () => {
    $('[data-testid="is_hydrated"]').textContent = "true";
    refresh();
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", hydrated);
  else hydrated();

  document.addEventListener("clerk:ready", () => {
    window.Clerk?.addListener?.(showOrganizations);
    toast("On load event has finished");
  });
  document.addEventListener("clerk:signed-in", () => {
    toast("You are signed in");
    keepFocus();
    // The fake Clerk has aged the sign-in, see ageOfVerification; a new token says so.
    if ("fake" in document.body.dataset && document.hasFocus()) window.Clerk.session?.getToken({ skipCache: true });
  });
  document.addEventListener("clerk:signed-out", () => {
    $("#profile-dialog").close();
    toast("You are signed out");
    keepFocus();
  });
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) document.getElementById(opener.dataset.dialog).showModal();
    const organization = event.target.closest("[data-organization]");
    if (organization) window.Clerk.setActive({ organization: organization.dataset.organization || null });
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      navigator.clipboard.writeText(copy.parentElement.querySelector("code").textContent).then(
        () => toast("Copied"),
        () => getSelection().selectAllChildren(copy.parentElement.querySelector("code")),
      );
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== " " || !event.target.matches('a[role="button"]')) return;
    event.preventDefault();
    event.target.click();
  });
})();
