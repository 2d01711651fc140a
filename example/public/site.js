// What is the demo's own: toasts, a dialog, and three buttons that switch organization.
"use strict";
(() => {
  const toast = (text) => {
    const node = document.createElement("p");
    node.textContent = text;
    document.getElementById("toasts").append(node);
    setTimeout(() => node.remove(), 4000);
  };

  const hydrated = () => {
    document.querySelector('[data-testid="is_hydrated"]').textContent = "true";
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", hydrated);
  else hydrated();

  document.addEventListener("clerk:ready", () => toast("On load event has finished"));
  document.addEventListener("clerk:signed-in", () => toast("You are signed in"));
  document.addEventListener("clerk:signed-out", () => {
    document.getElementById("profile-dialog").close();
    toast("You are signed out");
  });
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) document.getElementById(opener.dataset.dialog).showModal();
    const organization = event.target.closest("[data-organization]");
    if (organization) window.Clerk.setActive({ organization: organization.dataset.organization || null });
  });
})();
