// Says an amount in words as it is typed, on the button too; shows the field for another name
// only when that is chosen. Without a script all fields stand there and the server reads them.

import { dongInWords, grouped, readAmount } from "#contributions/amounts_in_words"

function sayAmounts(root) {
  const button = root.querySelector("[data-amount-button]")
  const plain = button?.textContent
  for (const output of root.querySelectorAll("[data-words-of]")) {
    const input = root.getElementById(output.dataset.wordsOf)
    const say = () => {
      const amount = readAmount(input.value)
      output.value = amount === null ? "" : dongInWords(amount)
      if (button) button.textContent = amount === null ? plain : onButton(button, amount)
    }
    input.addEventListener("input", say)
    input.addEventListener("blur", () => {
      const amount = readAmount(input.value)
      if (amount !== null) input.value = grouped(amount)
    })
    say()
  }
}

function onButton(button, amount) {
  return button.dataset.amountButton.replace("{amount}", `${grouped(amount)}\u00a0đ`)
}

function offerNames(root) {
  const choices = [...root.querySelectorAll('input[name="shown"]')]
  const alias = root.querySelector("[data-alias-of]")
  if (!choices.length || !alias) return
  const show = () => {
    alias.hidden = !choices.some((choice) => choice.checked && choice.value === "alias")
  }
  for (const choice of choices) choice.addEventListener("change", show)
  show()
  nameTheRealOne(root, choices.find((choice) => choice.value === "name"))
}

// "The real name" becomes the name itself, as soon as it is typed.
function nameTheRealOne(root, choice) {
  const input = root.querySelector('input[name="giver_name"]')
  const label = choice?.parentElement.querySelector("span")
  if (!input || !label) return
  const plain = label.textContent
  const say = () => { label.textContent = input.value.trim() || plain }
  input.addEventListener("input", say)
  say()
}

sayAmounts(document)
offerNames(document)
