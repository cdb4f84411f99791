// One press puts the words for the Zalo group on the clipboard. Without a script they can be marked.

export async function copy(text, clipboard) {
  await clipboard.writeText(text)
}

const button = globalThis.document?.getElementById("copy")
if (button && navigator.clipboard) {
  button.hidden = false
  button.addEventListener("click", async () => {
    await copy(document.getElementById("share").value, navigator.clipboard)
    button.querySelector("span").textContent = button.dataset.done
  })
}
