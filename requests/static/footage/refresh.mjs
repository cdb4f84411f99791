// Parts of a page that fetch themselves again while something in them is under way:
// <div data-refresh="/address/">…<p data-pending>…</div>

const EVERY = 3000

async function refresh(part) {
  const isBusy = part.contains(document.activeElement) || part.querySelector("video")
  if (isBusy || !part.querySelector("[data-pending]")) return
  const answer = await fetch(part.dataset.refresh).catch(() => null)
  if (answer?.ok) part.innerHTML = await answer.text()
}

for (const part of document.querySelectorAll("[data-refresh]")) {
  setInterval(() => refresh(part), EVERY)
}
