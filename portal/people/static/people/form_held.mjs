// The page that says that nothing was sent yet: this tab keeps what was written until it is back in
// its form. Where the tab keeps nothing, the page works with a second tab.

import { keep } from "#look/held_form"

const held = JSON.parse(document.getElementById("held-form").textContent)
const note = document.getElementById("held-words").innerHTML.trim()

if (keep({ ...held, note })) {
  for (const part of document.querySelectorAll("[data-two-tabs]")) part.hidden = true
  for (const part of document.querySelectorAll("[data-same-tab]")) part.hidden = false
}
