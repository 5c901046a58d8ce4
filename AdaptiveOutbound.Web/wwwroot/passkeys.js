// Passkeys cannot be used without a script: what offers them stays hidden until this one finds that the browser has them.
"use strict";

const canPasskeys = window.PublicKeyCredential !== undefined && "parseCreationOptionsFromJSON" in PublicKeyCredential;
if (canPasskeys) for (const part of document.querySelectorAll("[data-passkey]")) part.hidden = false;
else for (const part of document.querySelectorAll("[data-no-passkey]")) part.hidden = false;

for (const form of document.querySelectorAll("form[data-passkey-form]"))
  form.addEventListener("submit", async event => {
    // A form may have another way too: then one button of it is the passkey's, and the password stays empty.
    const own = form.querySelector("[data-passkey-button]");
    if (own && event.submitter !== own) return;
    event.preventDefault();
    if (own && [...form.elements].some(field => field.type !== "password" && !field.reportValidity())) return;
    const trouble = form.querySelector("[data-passkey-trouble]");
    const button = own ?? form.querySelector("button[type=submit]");
    trouble.hidden = true;
    button.disabled = true;
    try {
      const answer = await fetch(form.dataset.options, { method: "POST", body: new FormData(form), redirect: "error" });
      if (answer.status === 422) throw new Error(await answer.text(), { cause: "said" });
      if (!answer.ok) throw new Error("options");
      const options = await answer.json();
      const credential = form.dataset.passkeyForm === "create"
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
      form.elements.Credential.value = JSON.stringify(credential.toJSON());
      if (own) form.action = own.formAction;
      form.submit();
    } catch (error) {
      trouble.textContent = error.cause === "said" ? error.message : error.name === "InvalidStateError" ? "This device has a passkey of this account already."
        : error.name === "SecurityError" ? "Passkeys work at the installation's own address only: its operator sets Host__PublicUrl."
        : error.message === "options" ? "The page is too old, or the server cannot be reached. Load the page again."
        : "No passkey was used. Nothing was changed; try again.";
      trouble.hidden = false;
      button.disabled = false;
    }
  });
