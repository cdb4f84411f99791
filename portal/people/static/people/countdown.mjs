// Counts the seconds until another code may be asked for, then takes the words away.
// Without JavaScript the number stays as it was when the page was made.

export function secondsLeft(seconds, startedAt, now) {
  return Math.max(0, Math.ceil(seconds - (now - startedAt) / 1000))
}

export function countDown(words, startedAt = Date.now()) {
  const seconds = Number(words.dataset.countdown)
  const shown = words.querySelector("[data-seconds]")
  const timer = setInterval(() => {
    const left = secondsLeft(seconds, startedAt, Date.now())
    shown.textContent = left
    if (left === 0) {
      clearInterval(timer)
      words.remove()
    }
  }, 1000)
}

globalThis.document?.querySelectorAll("[data-countdown]").forEach((words) => countDown(words))
