// What an upload needs to know, without a page: fingerprints, sizes, times, counts.

const SAMPLE = 512 * 1024

export const ACTIVE = new Set(["waiting", "comparing", "sending", "offline", "elsewhere"])

const hexOf = (bytes) => [...new Uint8Array(bytes)].map((b) => b.toString(16).padStart(2, "0")).join("")

/** Same words for the same file on any tab, browser or day. Another file may have them too: its
 * middle is not looked at. */
export async function fingerprintOf(file, subtle = globalThis.crypto?.subtle) {
  if (!subtle) return `name-${file.size}-${file.lastModified}-${file.name}`.slice(0, 100)
  const words = `${file.size} ${file.name.normalize("NFC")}`
  const ends = new Blob([file.slice(0, SAMPLE), file.slice(-SAMPLE), words])
  return `sample-${hexOf(await subtle.digest("SHA-256", await ends.arrayBuffer()))}`
}

/** Whether all that has arrived there is this file's, byte for byte. `arrivedFrom(at)` gives how far
 * it has arrived, and digests of its pieces from `at` on. */
export async function isSameSoFar(file, arrivedFrom, moved = () => {}, subtle = globalThis.crypto?.subtle) {
  if (!subtle) return true
  for (let at = 0; ; moved(at)) {
    const { offset, piece, sha256 } = await arrivedFrom(at)
    if (at < offset && !sha256.length) return false
    for (const digest of sha256) {
      const bytes = await file.slice(at, Math.min(at + piece, offset)).arrayBuffer()
      if (hexOf(await subtle.digest("SHA-256", bytes)) !== digest) return false
      at = Math.min(at + piece, offset)
    }
    if (at >= offset) return true
  }
}

/** What has become of the file on its disk: "" while it can be read, "unreadable" without it,
 * "changed" where something has written to it since it was chosen. */
export async function faultOf(file, at = 0) {
  try {
    for (const start of new Set([0, Math.min(at, file.size - 1)])) {
      await file.slice(start, start + 1).arrayBuffer()
    }
    return ""
  } catch (fault) {
    return faultNamed(fault)
  }
}

/** A browser says NotReadableError of a file that is not as it was; any other: it is not there. */
export function faultNamed(fault) {
  return fault?.name === "NotReadableError" ? "changed" : "unreadable"
}

/** A key of our own for one file chosen: announced twice, it is one upload. */
export function newKey(crypto = globalThis.crypto) {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6] & 0x0f) | 0x40
  bytes[8] = (bytes[8] & 0x3f) | 0x80
  return hexOf(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")
}

/** Does one work after the other; when one fails, `failed` hears of it and the next begins. */
export function inLine() {
  let last = Promise.resolve()
  return (work, failed) => {
    last = last.then(work).catch(failed)
    return last
  }
}

/** 412 MB, 1,8 GB: as the pages write it. */
export function sizeText(bytes, language = "vi") {
  let amount = bytes
  let unit = "B"
  for (const bigger of ["KB", "MB", "GB", "TB"]) {
    if (amount < 1000) break
    amount /= 1024
    unit = bigger
  }
  const digits = amount >= 10 || unit === "B" ? 0 : 1
  return `${amount.toLocaleString(language, { maximumFractionDigits: digits })}\u00a0${unit}`
}

export function percentOf(done, size) {
  return Math.min(100, Math.floor((done * 100) / size))
}

/** Minutes left at the present speed, or null while nobody can say. */
export function minutesLeft(left, bytesPerSecond) {
  return bytesPerSecond > 0 ? left / bytesPerSecond / 60 : null
}

/** Smooths the speed, so that the time left does not jump. */
export function newSpeed(before, bytes, seconds) {
  const now = bytes / Math.max(seconds, 0.001)
  return before ? before * 0.8 + now * 0.2 : now
}

/** Whether trying again may help. Undefined: the network; 460: damaged on the way. */
export function mayHelpAgain(status) {
  return !status || [409, 423, 429, 460].includes(status) || (status >= 500 && status !== 507)
}

export function fill(words, values) {
  return words.replace(/\{(\w+)\}/g, (_all, name) => values[name])
}

/** "1 done, 1 uploading, 1 failed", leaving out what there is none of. */
export function summary(states, words) {
  const count = (wanted) => states.filter((state) => wanted.includes(state)).length
  return [
    [words.done, count(["done"])],
    [words.sending, count([...ACTIVE])],
    [words.failed, count(["changed", "empty", "large", "refused"])],
  ]
    .filter(([, n]) => n)
    .map(([text, n]) => fill(text, { n }))
    .join(", ")
}
